// @ts-check
// The bar: buttons, the timeline, options.

export const CONTROLS = {
  group: "Algorithm controls",
  toStart: "Back to the start",
  back: "Back one step",
  play: "Play",
  pause: "Pause",
  playTitle: "Play the steps one after another",
  again: "Play again from the start",
  timeline: "Iteration timeline",
  start: "start",
  components: "Number of components",
  componentsShort: "Components",
  add: "Add a component",
  remove: "Remove a component",
};

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

/** What the two steps of an iteration are called. @typedef {typeof STEPS} Steps */
export const STEPS = {
  e: "E-step",
  m: "M-step",
  eTitle: "Expectation: colour each point by who could have made it",
  mTitle: "Maximisation: move each Gaussian to fit the points it claims",
  afterE: "after E-step",
  afterM: "after M-step",
  needsE: WHY.needsE,
  needsM: WHY.needsM,
};

/**
 * @param {number} cursor
 * @param {Steps} [steps]
 */
export function moment(cursor, steps = STEPS) {
  if (cursor === 0) return "Start";
  return `Iteration ${Math.ceil(cursor / 2)}, ${cursor % 2 ? steps.afterE : steps.afterM}`;
}

export const OPTIONS = {
  toggle: "Options of the fit",
  covariance: "Covariances",
  covarianceTitle: "Which shapes the components may take (covariance_type)",
  /** @type {[string, string][]} */
  covariances: [
    ["full", "any ellipse"],
    ["tied", "one shape for all"],
    ["diag", "along the axes"],
    ["spherical", "circles"],
  ],
  floor: "Variance floor",
  floorTitle:
    "Added to every variance in the M-step, in squared units of the data: it prevents a collapse (reg_covar)",
  none: "0, honest EM",
  iterations: "Most iterations",
  iterationsTitle: "Where a fit stops that has not converged (max_iter)",
  xAxis: "Column on the horizontal axis",
  yAxis: "Column on the vertical axis",
};
