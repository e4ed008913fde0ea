// @ts-check
// The plot: its axes, legend, handles and summary.
import { tickDecimals } from "../scale.js";
import { coordinates, percent } from "./fit.js";
import { number } from "./numbers.js";

export const MEANS = "Means of the components";
export const SCALES = "Axes on different scales";

/** The legend above the plot. */
export const LEGEND = {
  points: "points by responsibility",
  likeliest: "points by likeliest component, greyer where less sure",
  ellipses: "covariance (1σ, 2σ)",
};

/**
 * @param {number} k from 0
 */
export const picked = (k) => `Tap where mean ${k + 1} should go`;

/**
 * @param {number} value
 * @param {number[]} ticks
 */
export const tick = (value, ticks) => number(value, tickDecimals(ticks));

/**
 * @param {[number, number]} mean
 * @param {[number, number]} digits
 */
export const place = ([x, y], digits) =>
  `x ${number(x, digits[0] + 1)}, y ${number(y, digits[1] + 1)}`;

/** @param {number} k from 0 */
export const handle = (k) => ({
  group: `Mean of component ${k + 1}`,
  horizontal: `Mean ${k + 1}, horizontal`,
  vertical: `Mean ${k + 1}, vertical`,
  role: "2D slider",
  title: `Drag mean ${k + 1}, or tap it and then the place where it should go`,
});

/**
 * What a screen reader hears for the plot.
 * @param {string} points  how many, in words
 * @param {[string, string]} names of the axes
 * @param {{weight: number, mean: [number, number]}[]} components
 * @param {[number, number]} digits
 */
export function summary(points, names, components, digits) {
  const each = components.map(
    ({ weight, mean }, k) =>
      `Component ${k + 1}: weight ${percent(weight)}, mean ${coordinates(mean, digits)}.`,
  );
  const gaussians = `${components.length} Gaussian ellipse${components.length === 1 ? "" : "s"}`;
  return `Scatter plot of ${points}, ${names[0]} by ${names[1]}, with ${gaussians}. ${each.join(" ")}`;
}
