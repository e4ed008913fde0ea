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
  first: say("Already at the start"),
  end: say("The fit ends here; drag a mean or go back"),
  nothing: say("There is nothing to play: the fit stops at its start"),
  held: say("Let go of the mean first"),
  most: say("Ten is the maximum"),
  least: say("One is the minimum"),
  points: say("There cannot be more components than points"),
};

/** What the two steps of an iteration are called. @typedef {typeof STEPS} Steps */
export const STEPS = {
  e: say("E-step"),
  m: say("M-step"),
  eTitle: say("Expectation: colour each point by the components that could have generated it"),
  mTitle: say("Maximisation: move and reshape each Gaussian to fit the points it claims"),
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
  none: say("0 (plain EM)"),
  iterations: say("Maximum iterations"),
  iterationsTitle: say("The iteration after which a fit stops if it has not converged (max_iter)"),
  /** @param {string} wanted  as it was typed @param {number} most @param {number} kept */
  refused: (wanted, most, kept) =>
    say("{wanted} is not possible: enter a whole number from 1 to {most}. It remains {kept}.", {
      wanted,
      most: String(most),
      kept: String(kept),
    }),
  xAxis: say("Column on the horizontal axis"),
  yAxis: say("Column on the vertical axis"),
};
