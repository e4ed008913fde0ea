// @ts-check
// The views of many fits: basins, restarts, numbers of components.
export { basins } from "./basins.js";
export { components } from "./components.js";
export { restarts } from "./restarts.js";
