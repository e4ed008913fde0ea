// @ts-check
// Every sentence and every number that a person reads. A view's own words live beside these, in a
// file of its name.
export * from "./controls.js";
export * from "./fit.js";
export * from "./inspect.js";
export * from "./plot.js";
export * from "./shapes.js";
export * from "./widget.js";
