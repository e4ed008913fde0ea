// @ts-check
// From data to pixels: the plot's domain, its ticks, and the number of decimals.
import { ticks } from "d3-array";

/** @import { Component } from "../types.js" */

/** @typedef {[number, number]} Range  low, high */
/**
 * @typedef {object} Geometry
 * @property {number} width  of the whole drawing, in pixels
 * @property {number} height
 * @property {number} top  the plot's first row of pixels
 * @property {number} bottom  its last
 * @property {Range} xDomain
 * @property {Range} yDomain
 * @property {number} sx  pixels per unit of x
 * @property {number} sy  pixels per unit of y
 * @property {boolean} equal  whether one unit is as long on both axes
 * @property {number[]} xTicks
 * @property {number[]} yTicks
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 * @property {(pixel: number) => number} invertX
 * @property {(pixel: number) => number} invertY
 */

/** Ranges further apart than this get their own scales. */
const WIDEST_EQUAL = 3;
/** The plot reaches beyond the data by so much of their range at most, on either side, to hold the start. */
const BEYOND = 0.4;

/**
 * The range of every `stride`-th value; a constant column still gets some room.
 * @param {ArrayLike<number>} values
 * @param {number} [offset]
 * @param {number} [stride]
 * @param {ArrayLike<number> | null} [weights]  one a value: those of weight 0 are left out
 * @returns {Range}
 */
export function extent(values, offset = 0, stride = 1, weights = null) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = offset, row = 0; i < values.length; i += stride, row++) {
    if (weights && weights[row] === 0) continue;
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  if (!(low <= high)) return [-1, 1];
  if (low < high) return [low, high];
  const room = Math.abs(low) / 10 || 1;
  return [low - room, high + room];
}

/**
 * How far the ellipses of two sigmas go along either axis.
 * @param {Component[]} mixture
 * @returns {Range[]}
 */
export function reach(mixture) {
  return [0, 1].map((axis) => {
    const ends = mixture.flatMap(({ mean, covariance: { a, c } }) => {
      const half = 2 * Math.sqrt(Math.max(0, axis ? c : a));
      return [mean[axis] - half, mean[axis] + half];
    });
    return [Math.min(...ends), Math.max(...ends)];
  });
}

/**
 * The range of the data, made wider to hold the start's ellipses as well.
 * @param {Range} data
 * @param {Range} wanted
 * @returns {Range}
 */
export function widened([low, high], [from, to]) {
  const most = BEYOND * (high - low);
  return [Math.max(low - most, Math.min(low, from)), Math.min(high + most, Math.max(high, to))];
}

/**
 * @param {Range} range
 * @param {number} before share of the range
 * @param {number} after
 * @returns {Range}
 */
const pad = ([low, high], before, after) => [
  low - before * (high - low),
  high + after * (high - low),
];

/**
 * @param {Range} range
 * @param {number} length
 * @returns {Range} as long as asked, around the same middle
 */
const stretch = ([low, high], length) => {
  const middle = (low + high) / 2;
  return [middle - length / 2, middle + length / 2];
};

/**
 * Lay out a plot that shows these ranges and no more, each on its own scale.
 * @param {number} width
 * @param {[Range, Range]} ranges
 * @param {number} [height]  in pixels
 * @returns {Geometry}
 */
export function framed(width, [xDomain, yDomain], height) {
  const [top, bottom] = frameOf(width, height);
  return placed(width, top, bottom, xDomain, yDomain, false);
}

/** The room of a plot and below it, in pixels. */
const [ABOVE, BELOW] = [6, 20];

/** A plot narrower than this has other proportions. @param {number} width */
const isNarrow = (width) => width < 460;

/**
 * The first and the last row of a plot's pixels.
 * @param {number} width
 * @param {number} [height]
 * @returns {[number, number]}
 */
const frameOf = (width, height) => [
  ABOVE,
  ABOVE + Math.round(height ? height - ABOVE - BELOW : (isNarrow(width) ? 0.9 : 0.72) * width),
];

/**
 * Lay out a plot `width` pixels wide: equal units on both axes where the ranges allow it.
 * @param {number} width
 * @param {Range} xRange of the data
 * @param {Range} yRange
 * @param {number} [height]  in pixels, where it is given: the ranges then widen to fill it; else it follows
 *   the width, as a still picture's does by default
 * @returns {Geometry}
 */
export function geometry(width, xRange, yRange, height) {
  const narrow = isNarrow(width);
  const [top, last] = frameOf(width, height);
  let bottom = last;
  let xDomain = pad(xRange, narrow ? 0.1 : 0.08, 0.05);
  let yDomain = pad(yRange, 0.07, 0.06);
  const [dx, dy] = [xDomain[1] - xDomain[0], yDomain[1] - yDomain[0]];
  const ratio = (xRange[1] - xRange[0]) / (yRange[1] - yRange[0]);
  const equal = ratio <= WIDEST_EQUAL && ratio >= 1 / WIDEST_EQUAL;
  const shortest = (narrow ? 0.75 : 0.62) * width;
  const tallest = Math.min((narrow ? 1.05 : 0.8) * width, 620);
  if (equal) {
    let inner = height ? height - ABOVE - BELOW : 0;
    if (!height) inner = Math.min(tallest, Math.max(shortest, (width * dy) / dx));
    const unit = Math.min(width / dx, inner / dy);
    xDomain = stretch(xDomain, width / unit);
    yDomain = stretch(yDomain, inner / unit);
    bottom = top + Math.round(inner);
  }
  return placed(width, top, bottom, xDomain, yDomain, equal);
}

/**
 * @param {number} width
 * @param {number} top
 * @param {number} bottom
 * @param {Range} xDomain
 * @param {Range} yDomain
 * @param {boolean} equal
 * @returns {Geometry}
 */
function placed(width, top, bottom, xDomain, yDomain, equal) {
  const inner = bottom - top;
  const sx = width / (xDomain[1] - xDomain[0]);
  const sy = inner / (yDomain[1] - yDomain[0]);
  return {
    ...{ width, height: bottom + BELOW, top, bottom, xDomain, yDomain, sx, sy, equal },
    xTicks: ticks(xDomain[0], xDomain[1], Math.max(3, Math.round(width / 95))),
    yTicks: ticks(yDomain[0], yDomain[1], Math.max(3, Math.round(inner / 80))),
    x: (value) => (value - xDomain[0]) * sx,
    y: (value) => top + (yDomain[1] - value) * sy,
    invertX: (pixel) => xDomain[0] + pixel / sx,
    invertY: (pixel) => yDomain[1] - (pixel - top) / sy,
  };
}

/** The power of ten of a number's first digit. @param {number} value */
export const exponent = (value) => (value ? Number(value.toExponential().split("e")[1]) : 0);

/** Where a number above zero lies on a logarithmic axis. @param {number} value */
export const log10 = (value) => Math.log10(value);

/**
 * Decimals that tell neighbours on an axis apart: 1 for a range of 53, 2 for one of 3.5.
 * @param {Range} range
 */
export const decimals = (range) => Math.max(0, precision(range));

/**
 * Decimals that tell neighbours apart, negative where not all whole digits are needed: -3 for a range of 50 000.
 * @param {Range} range
 */
export const precision = ([low, high]) => Math.min(12, 2 - exponent(high - low));

/** Decimals that a list of ticks needs. @param {number[]} values */
export function tickDecimals(values) {
  const step = values.length > 1 ? values[1] - values[0] : values[0] || 1;
  for (let digits = 0; digits < 12; digits++) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.abs(scaled)) return digits;
  }
  return 12;
}

/** Half the width of a letter of a label, in pixels, and the room between two labels. */
const [LETTER, GAP] = [3.3, 12];

/**
 * The labels of an axis that stand apart and inside it, each as it is or moved to be whole. The first may be
 * longer than the others, which are relative to it: then it stays, and the next gives way.
 * @param {{at: number, label: string}[]} labels
 * @param {number} width
 */
export function apart(labels, width) {
  if (!labels.length) return [];
  const half = (/** @type {string} */ label) => LETTER * label.length;
  const longer = labels.length > 1 && labels[1].label.startsWith("+");
  if (!longer) {
    return roomy(labels).filter(({ at, label }) => Math.min(at, width - at) > half(label) - 2);
  }
  const [first, ...others] = labels;
  const begin = { ...first, at: Math.max(first.at, half(first.label)) };
  let end = begin.at + half(begin.label);
  const rest = roomy(others).filter(({ at, label }) => {
    if (at - half(label) < end + GAP || at + half(label) > width + 2) return false;
    end = at + half(label);
    return true;
  });
  return [begin, ...rest];
}

/** As many of the labels as stand apart. @param {{at: number, label: string}[]} labels */
export function roomy(labels) {
  if (labels.length < 2) return labels;
  const widest = 12 + 6.6 * Math.max(...labels.map(({ label }) => label.length));
  const every = Math.ceil(widest / Math.abs(labels[1].at - labels[0].at));
  return labels.filter((_, i) => i % every === Math.min(every, labels.length) >> 1 || every === 1);
}

export { ticks };
