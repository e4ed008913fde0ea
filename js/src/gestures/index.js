// @ts-check
// Gestures and keys on the plot.
export { createTools } from "./edittools.js";
export { createHandles } from "./meanhandles.js";
export { createShapes } from "./shapedrag.js";
