// @ts-check
// The plot: axes, points, means, ellipses, and the details of a point.
export { text } from "./axes.js";
export { drawEllipses, drawGhost, outlineOf } from "./ellipses.js";
export { legendOf, points } from "./legend.js";
export { drawTrails } from "./means.js";
export { createPlot } from "./plot.js";
export { MOST_CIRCLES, radius } from "./points.js";
export { createSave } from "./savepng.js";
