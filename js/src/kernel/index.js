// @ts-check
// What Python sends, and what is asked of it.
export { createGate } from "./gate.js";
export { openModel } from "./model.js";
export { createWork } from "./progress.js";
