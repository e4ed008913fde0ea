// @ts-check
// A challenge of homework beside the plot.
export { createChallenge } from "./panel.js";
