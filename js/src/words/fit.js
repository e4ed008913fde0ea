// @ts-check
// A fit and its numbers: the title, the side panel, the curve.
import { decimals } from "../scale.js";
import { fine, length, number, scientific } from "./numbers.js";

const NUMBERS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
];

/** @param {number} count */
export const spelled = (count) => NUMBERS[count] ?? String(count);

/** @param {number} share 0..1 */
export const percent = (share) => `${Math.round(100 * share)}%`;

/**
 * @param {number} components
 */
export function title(components) {
  return `Finding ${spelled(components)} Gaussian${components === 1 ? "" : "s"} with EM`;
}

/**
 * While a mean is held.
 * @param {number} k from 0
 */
export const moving = (k) => ({
  lead: `Moving mean ${k + 1}.`,
  body: "The colours are this start's first E-step; the dashed outlines are where EM would end.",
  next: "Let go to start here.",
});

/**
 * @param {number} iteration
 * @param {number} most
 */
export const iteration = (iteration, most) => `Iteration ${iteration} / ${most}`;

/** @param {number} value */
export const powerOfTen = (value) =>
  value >= 0.001 && value <= 1000 ? String(value) : scientific(value, 0).replace("1×", "");

/** @param {number} value */
export const logLikelihood = (value) => number(value, 1);

/** @param {number} gain */
export function gained(gain) {
  const sign = gain < 0 && fine(gain) !== "0.0" ? "\u2212" : "+";
  return `${sign}${fine(gain)} this iteration`;
}

/**
 * @param {number} count
 * @param {number} all
 */
export const undecided = (count, all) => ({
  count: amount(count, all),
  rest: `of ${amount(all, all)}`,
});

/**
 * So many points: whole ones without decimals, weighted ones with one.
 * @param {number} count
 * @param {number} all
 */
const amount = (count, all) => number(count, Number.isInteger(all) ? 0 : 1);

/** @typedef {{n: number, total: number, cells: boolean}} Counts  rows, and the points that they stand for */

/**
 * How many points there are.
 * @param {Counts} counts
 */
export function counted({ n, total, cells }) {
  if (cells) return `${number(total, 0)} points in ${number(n, 0)} cells`;
  return `${number(n, 0)} ${total === n ? "" : "weighted "}points`;
}

export const PANEL = {
  region: "Fit details",
  logLikelihood: "Log-likelihood",
  components: "Components",
  number: "Number",
  weight: "Weight",
  mean: "Mean, size",
  shape: "Shape",
  status: "Status",
  undecided: "Undecided points",
  unsure: "less than 90% sure of any component",
  sizes: "Mean, then the standard deviations along the ellipse's two axes",
  /**
   * @param {number} angle  of the longer axis, in degrees
   * @param {boolean} round
   */
  turned: (angle, round) => (round ? "circle" : `ellipse, long axis at ${Math.round(angle)}°`),
};

export const ONLY = {
  label: "Colour by",
  all: "all components",
  /** @param {number} k */
  one: (k) => `component ${k + 1} alone`,
};

/** @param {string} state */
export const state = (state) => (state === "collapsed" || state === "empty" ? `⚠ ${state}` : state);

/**
 * A pair of coordinates or sizes.
 * @param {[number, number]} pair
 * @param {[number, number]} digits
 */
export const coordinates = (pair, digits) =>
  `${number(pair[0], digits[0])}, ${number(pair[1], digits[1])}`;

/**
 * @param {number} long
 * @param {number} short
 * @param {number} digits
 */
export const size = (long, short, digits) => `${length(long, digits)} × ${length(short, digits)}`;

/**
 * Decimals for the table, by axis; valuetexts take one more.
 * @param {[[number, number], [number, number]]} ranges
 * @param {boolean} equal whether both axes have the same scale
 * @returns {[number, number]}
 */
export const tableDigits = ([x, y], equal) => {
  const digits = [decimals(x), decimals(y)];
  return equal ? [Math.min(...digits), Math.min(...digits)] : [digits[0], digits[1]];
};

export const CURVE = {
  said: logLikelihood,
  /** @param {number} value */
  start: (value) => `start ${logLikelihood(value)}`,
  /** @param {number} last */
  end: (last) => `iteration ${last}`,
  /**
   * @param {ArrayLike<number>} values
   * @param {number} now
   */
  summary: (values, now) => {
    const last = values.length - 1;
    const from = `from ${logLikelihood(values[0])} to ${logLikelihood(values[last])}`;
    return `Log-likelihood over ${last} iterations, ${from}; now ${logLikelihood(values[now])}.`;
  },
};
