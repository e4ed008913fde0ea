// @ts-check
// Pure geometry: scales, ellipses, colours, and places that do not overlap.
export { fader, mixer, NEUTRAL, PALETTE, solid, textOn } from "./colour.js";
export { APART, CLOSE, keepInside, separate } from "./declutter.js";
export { alike, covarianceOf, degrees, ellipse, inUnits, onScreen, rim } from "./ellipse.js";
export { createPicker, swept } from "./nearest.js";
export {
  apart,
  exponent,
  extent,
  framed,
  geometry,
  log10,
  precision,
  reach,
  roomy,
  tickDecimals,
  ticks,
  widened,
} from "./scale.js";
