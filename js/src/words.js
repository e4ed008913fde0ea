// @ts-check
// Every sentence and every number that a person reads.
import { fine, length, number } from "./numbers.js";
import { decimals, tickDecimals } from "./scale.js";

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
const spelled = (count) => NUMBERS[count] ?? String(count);

/** @param {number} share 0..1 */
export const percent = (share) => `${Math.round(100 * share)}%`;

/**
 * @param {number} components
 */
export function title(components) {
  return `Finding ${spelled(components)} Gaussian${components === 1 ? "" : "s"} with EM`;
}

export const REGION = "Gaussian mixture explorer";
export const MEANS = "Means of the components";
export const WAITING = "Python is busy or gone; your last change waits.";
export const LOADING = "Waiting for the first fit from Python.";
export const SCALES = "Axes on different scales";

/** The legend above the plot. */
export const LEGEND = {
  points: "points by responsibility",
  ellipses: "covariance (1σ, 2σ)",
};

/** @param {unknown} error */
export const broken = (error) =>
  `The widget cannot read what Python sent (${error instanceof Error ? error.message : error}). ` +
  "Its two halves may be of different versions: restart the kernel and reload the page.";

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
 * After a drop, until the new fit is there.
 * @param {number} k from 0
 */
export const picked = (k) => `Tap where mean ${k + 1} should go`;
export const PICKED_OUT = "Esc puts it back";

/**
 * @param {number} iteration
 * @param {number} most
 */
export const iteration = (iteration, most) => `Iteration ${iteration} / ${most}`;

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

export const INSPECT = {
  label: "Inspect points",
  help: "Arrow keys go from point to point, Escape closes",
  nobody: ["Not known yet:", "take an E-step."],
  late: ["The numbers are", "on their way."],
};

/**
 * @param {Counts} counts
 * @param {number | undefined} weight  of the inspected row
 */
export const question = ({ cells }, weight) =>
  cells && weight !== undefined && weight !== 1
    ? `Who made these ${number(weight, 0)} points?`
    : "Who made this point?";

/**
 * Points carry Python's row numbers, so that `w.responsibilities[17]` is point 17.
 * @param {number} row
 * @param {Counts} counts
 * @param {number | undefined} weight
 */
export function inspectedRow(row, { cells }, weight) {
  if (weight === undefined) return `Point ${row}`;
  if (!cells) return `Point ${row} (weight ${fine(weight)})`;
  return `Cell ${row} (${number(weight, 0)} point${weight === 1 ? "" : "s"})`;
}

/**
 * @param {string} name  of the row
 * @param {number[] | null} shares
 * @param {string} otherwise
 */
export function inspected(name, shares, otherwise) {
  if (!shares) return `${name}: ${otherwise}`;
  const parts = shares
    .map((share, k) => ({ share, k }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ share, k }) => `${percent(share)} component ${k + 1}`);
  return `${name}: ${parts.join(", ")}`;
}

/** @param {number} row */
export const collapsedOn = (row) => `row ${row}`;

export const CONTROLS = {
  group: "Algorithm controls",
  toStart: "Back to the start",
  back: "Back one step",
  play: "Play",
  pause: "Pause",
  playTitle: "Play the steps one after another",
  again: "Play again from the start",
  e: "E-step",
  m: "M-step",
  eTitle: "Expectation: colour each point by who could have made it",
  mTitle: "Maximisation: move each Gaussian to fit the points it claims",
  timeline: "Iteration timeline",
  start: "start",
  components: "Number of components",
  componentsShort: "Components",
  add: "Add a component",
  remove: "Remove a component",
};

/** Work that Python has under way. */
export const WORK = { stop: "Stop", stopping: "Stopping" };

/** Why a button does nothing just now. */
export const WHY = {
  first: "This is the start already",
  needsE: "An E-step comes first: the M-step fits what the points were given",
  needsM: "The M-step comes next: the points have their shares",
  end: "The fit ends here; drag a mean or go back",
  nothing: "There is nothing to play: the fit stops at its start",
  held: "Let go of the mean first",
  most: "Ten components are the most",
  least: "One component is the least",
  points: "There are only as many components as points",
};

/**
 * @param {number} cursor
 */
export function moment(cursor) {
  if (cursor === 0) return "Start";
  return `Iteration ${Math.ceil(cursor / 2)}, after ${cursor % 2 ? "E-step" : "M-step"}`;
}

export const CURVE = {
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
