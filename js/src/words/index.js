// @ts-check
// Every sentence and every number that a person reads. A view's own words live beside these, in a
// file of its name.
export * from "./basins.js";
export * from "./challenge.js";
export * from "./collapse.js";
export * from "./components.js";
export * from "./controls.js";
export * from "./edit.js";
export * from "./fit.js";
export * from "./inspect.js";
export * from "./own.js";
export * from "./plot.js";
export * from "./ranking.js";
export * from "./restarts.js";
export * from "./shapes.js";
export * from "./widget.js";
