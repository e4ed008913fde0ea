// @ts-check
// The view of k-means.
export { kmeans } from "./view.js";
