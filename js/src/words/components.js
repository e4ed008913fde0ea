// @ts-check
// How many components, and of which shape?
import { OPTIONS } from "./controls.js";
import { number } from "./numbers.js";

export const CRITERIA = {
  title: "How many components?",
  choice: "Criterion",
  /** @type {[string, string, string][]} */
  each: [
    ["bic", "BIC", "BIC, Bayesian information criterion"],
    ["aic", "AIC", "AIC, Akaike information criterion"],
    ["icl", "ICL", "ICL, integrated completed likelihood"],
  ],
  coming: "Python is fitting one to ten components of every shape.",
  rough: "Not all of them are fitted yet.",
  axis: "components",
  lower: "lower is better",
  best: "best",
  hollow: "hollow: some fits lost a component; ×: all did",
  present: "shown now",
  list: "Components, best first",
  /** @param {number} value */
  score: (value) => number(value, 1),
  /**
   * @param {number} lost
   * @param {number} fits
   */
  lost: (lost, fits) => `${lost} of ${fits} fits lost`,
};

/** @type {Record<string, string>} */
const SHAPES = Object.fromEntries(OPTIONS.covariances);

/** @param {string} type of covariance */
export const shapeName = (type) => SHAPES[type] ?? type;

/**
 * @param {number} K
 * @param {string} type
 */
export const howMany = (K, type) => `${K} component${K === 1 ? "" : "s"}, ${type}`;

/**
 * What a screen reader hears for the chart.
 * @param {import("../criteria.js").Fitted[]} rows
 * @param {number | undefined} best
 * @param {string} criterion
 */
export function criteriaSummary(rows, best, criterion) {
  const name = criterion.toUpperCase();
  const head = `${name} by number of components and type of covariance, lower is better`;
  const row = best === undefined ? undefined : rows[best];
  if (!row) return `${head}.`;
  const shape = howMany(row.n_components, row.covariance_type);
  return `${head}: least at ${shape}, ${CRITERIA.score(row.value ?? 0)}.`;
}
