// @ts-check
// The view of the density.
export { density } from "./view.js";
