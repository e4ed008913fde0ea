// @ts-check
// The bar: buttons, the timeline, options.
import { say } from "./say.js";

export const CONTROLS = {
  group: say("Algorithm controls"),
  toStart: say("Back to the start"),
  toEnd: say("To the end"),
  back: say("Back one step"),
  play: say("Play"),
  pause: say("Pause"),
  playTitle: say("Play the steps one after another"),
  again: say("Play again from the start"),
  timeline: say("Iteration timeline"),
  start: say("start"),
  components: say("Number of components"),
  componentsShort: say("Components (K)"),
  add: say("Add a component"),
  remove: say("Remove a component"),
  more: say("More controls"),
  moreTitle: say("More: edit the points, undo, options of the fit, speed"),
  speed: say("Play speed"),
  /** @param {string} what  the next step does */
  byKey: (what) => say("{what} (key S)", { what }),
};

/** Why a button does nothing just now. */
export const WHY = {
  first: say("This is the start already"),
  end: say("The fit ends here; drag a mean or go back"),
  nothing: say("There is nothing to play: the fit stops at its start"),
  held: say("Let go of the mean first"),
  most: say("Ten components are the most"),
  least: say("One component is the least"),
  points: say("There are only as many components as points"),
};

/** What the two steps of an iteration are called. @typedef {typeof STEPS} Steps */
export const STEPS = {
  e: say("E-step"),
  m: say("M-step"),
  eTitle: say("Expectation: colour each point by who could have made it"),
  mTitle: say("Maximisation: move each Gaussian to fit the points it claims"),
  /** @param {number} t */
  afterE: (t) => say("Iteration {t}, after E-step", { t }),
  /** @param {number} t */
  afterM: (t) => say("Iteration {t}, after M-step", { t }),
};

/** @param {number} cursor @param {Steps} [steps] */
export function moment(cursor, steps = STEPS) {
  if (cursor === 0) return say("Start");
  return (cursor % 2 ? steps.afterE : steps.afterM)(Math.ceil(cursor / 2));
}

export const OPTIONS = {
  group: say("Options of the fit"),
  covariance: say("Covariances"),
  covarianceTitle: say("Which shapes the components may take (covariance_type)"),
  /** @type {[string, string][]} */
  covariances: [
    ["full", say("any ellipse")],
    ["tied", say("one shape for all")],
    ["diag", say("along the axes")],
    ["spherical", say("circles")],
  ],
  floor: say("Variance floor"),
  floorTitle: say(
    "Added to every variance in the M-step, in squared units of the data: it prevents a collapse (reg_covar)",
  ),
  none: say("0, honest EM"),
  iterations: say("Most iterations"),
  iterationsTitle: say("Where a fit stops that has not converged (max_iter)"),
  /** @param {string} wanted  as it was typed @param {number} most @param {number} kept */
  refused: (wanted, most, kept) =>
    say("{wanted} cannot be: a whole number from 1 to {most}. It stays at {kept}.", {
      wanted,
      most: String(most),
      kept: String(kept),
    }),
  xAxis: say("Column on the horizontal axis"),
  yAxis: say("Column on the vertical axis"),
};
