// @ts-check
// The plot: its axes, legend, handles and summary.
import { coordinate, coordinates, percent } from "./numbers.js";
import { say } from "./say.js";

/**
 * What is said of the handles, all of them and each: k is from 1.
 * @typedef {{all: string} & Record<
 *   "group" | "horizontal" | "vertical" | "title" | "picked", (k: number) => string>} Held
 */

/** @type {Held} */
export const MEANS = {
  all: say("Means of the components"),
  group: (k) => say("Mean of component {k}", { k }),
  horizontal: (k) => say("Mean {k}, horizontal", { k }),
  vertical: (k) => say("Mean {k}, vertical", { k }),
  title: (k) => say("Drag mean {k}, or tap it and then the place where it should go", { k }),
  picked: (k) => say("Tap where mean {k} should go", { k }),
};
export const SCALES = say("Axes on different scales");

/** The legend above the plot. */
export const LEGEND = {
  points: say("Points (soft-coloured)"),
  likeliest: say("points by most likely component, greyer where less certain"),
  ellipses: say("Covariance ellipse"),
};

/** @param {number} k from 0 @param {Held} [held] */
export const picked = (k, held = MEANS) => held.picked(k + 1);

/** @param {[number, number]} mean @param {[number, number]} digits */
export const place = ([x, y], digits) =>
  say("x {x}, y {y}", { x: coordinate(x, digits[0] + 1), y: coordinate(y, digits[1] + 1) });

/** @param {number} k from 0 @param {Held} [held] */
export const handle = (k, held = MEANS) => ({
  group: held.group(k + 1),
  horizontal: held.horizontal(k + 1),
  vertical: held.vertical(k + 1),
  role: say("2D slider"),
  title: held.title(k + 1),
});

/**
 * What a screen reader hears for the plot.
 * @param {string} points  how many, in words
 * @param {[string, string]} names of the axes
 * @param {{weight: number, mean: [number, number]}[]} components
 * @param {[number, number]} digits
 */
export function summary(points, names, components, digits) {
  const each = components.map(({ weight, mean }, k) =>
    say("Component {k}: weight {weight}, mean {mean}.", {
      k: k + 1,
      weight: percent(weight),
      mean: coordinates(mean, digits),
    }),
  );
  const values = { points, x: names[0], y: names[1], K: components.length };
  const plot =
    components.length === 1
      ? say("Scatter plot of {points}, {x} by {y}, with 1 Gaussian ellipse.", values)
      : say("Scatter plot of {points}, {x} by {y}, with {K} Gaussian ellipses.", values);
  return [plot, ...each].join(" ");
}
