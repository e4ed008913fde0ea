// @ts-check
// A homework challenge beside the plot.
export { createChallenge } from "./panel.js";
