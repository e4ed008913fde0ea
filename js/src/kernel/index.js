// @ts-check
// The data that Python sends, and the requests to it.
export { createGate } from "./gate.js";
export { LIMITS } from "./limits.js";
export { openModel } from "./model.js";
export { createWork } from "./progress.js";
