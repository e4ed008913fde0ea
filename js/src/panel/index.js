// @ts-check
// The panel beside the plot: curves and tables.
export { MOST_BLENDED } from "./colourby.js";
export { createChart } from "./curve.js";
export { createFaultReport, ringedFault } from "./fault.js";
export { createPanel } from "./panel.js";
