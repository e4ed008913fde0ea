// @ts-check
// How many components, and of which covariance type?
import { OPTIONS } from "./controls.js";
import { number } from "./numbers.js";
import { RANKING } from "./ranking.js";
import { say } from "./say.js";

/** @import { Fitted } from "../types.js" */

export const CRITERIA = {
  title: say("How many components?"),
  choice: say("Criterion"),
  /** @type {[string, string, string][]} */
  each: [
    ["bic", "BIC", say("BIC, Bayesian information criterion")],
    ["aic", "AIC", say("AIC, Akaike information criterion")],
    ["icl", "ICL", say("ICL, integrated completed likelihood")],
  ],
  coming: say("Python is fitting one to ten components of every shape."),
  axis: say("components"),
  lower: say("lower is better"),
  best: RANKING.best,
  hollow: say("hollow: some fits lost a component; ×: all did"),
  present: say("shown now"),
  legendShown: say("best, or pointed at (2σ)"),
  list: say("Components, best first"),
  /** @param {number} value */
  score: (value) => number(value, 1),
  /** @param {number} lost @param {number} fits */
  lost: (lost, fits) => say("{lost} of {fits} fits lost", { lost, fits }),
};

/** @type {Record<string, string>} */
const SHAPES = Object.fromEntries(OPTIONS.covariances);

/** @param {string} type of covariance */
export const shapeName = (type) => SHAPES[type] ?? type;

/** @param {number} K @param {string} type */
export const howMany = (K, type) =>
  K === 1 ? say("1 component, {type}", { type }) : say("{K} components, {type}", { K, type });

/**
 * What a screen reader hears for the chart.
 * @param {Fitted[]} rows
 * @param {number | undefined} best
 * @param {string} criterion
 */
export function criteriaSummary(rows, best, criterion) {
  const name = criterion.toUpperCase();
  const row = best === undefined ? undefined : rows[best];
  if (!row) {
    return say("{name} by number of components and type of covariance, lower is better.", { name });
  }
  const shape = howMany(row.n_components, row.covariance_type);
  return say(
    "{name} by number of components and type of covariance, lower is better: least at {shape}, " +
      "{score}.",
    { name, shape, score: CRITERIA.score(row.value ?? 0) },
  );
}
