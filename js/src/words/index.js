// @ts-check
// Every sentence and every number that a person reads: a file for each view and each part of the
// front end.
export * from "./basins.js";
export * from "./challenge.js";
export * from "./collapse.js";
export * from "./components.js";
export * from "./controls.js";
export * from "./density.js";
export * from "./edit.js";
export * from "./fault.js";
export * from "./fit.js";
export * from "./inspect.js";
export * from "./kmeans.js";
export {
  coordinates,
  logLikelihood,
  number,
  part,
  percent,
  powerOfTen,
  scaled,
  size,
  tableDigits,
  tickLabels,
} from "./numbers.js";
export * from "./plot.js";
export * from "./ranking.js";
export * from "./restarts.js";
export { SAVE } from "./save.js";
export { SAVED } from "./saved.js";
export * from "./shapes.js";
export * from "./widget.js";
