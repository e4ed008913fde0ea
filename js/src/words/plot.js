// @ts-check
// The plot: its axes, legend, handles and summary.
import { tickDecimals } from "../scale.js";
import { coordinates, percent } from "./fit.js";
import { number } from "./numbers.js";

/** What the handles hold. @typedef {typeof MEANS} Held */
export const MEANS = { all: "Means of the components", part: "Mean", whole: "component" };
export const SCALES = "Axes on different scales";

/** The legend above the plot. */
export const LEGEND = {
  points: "points by responsibility",
  likeliest: "points by likeliest component, greyer where less sure",
  ellipses: "covariance (1σ, 2σ)",
};

/**
 * @param {number} k from 0
 * @param {Held} [held]
 */
export const picked = (k, { part } = MEANS) => `Tap where ${part.toLowerCase()} ${k + 1} should go`;

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

/**
 * @param {number} k from 0
 * @param {Held} [held]
 */
export const handle = (k, { part, whole } = MEANS) => ({
  group: `${part} of ${whole} ${k + 1}`,
  horizontal: `${part} ${k + 1}, horizontal`,
  vertical: `${part} ${k + 1}, vertical`,
  role: "2D slider",
  title: `Drag ${part.toLowerCase()} ${k + 1}, or tap it and then the place where it should go`,
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
