// @ts-check
// The map of basins.
import { part } from "./ranking.js";

export const BASINS = {
  choice: "Which mean moves",
  optima: "Optima, by log-likelihood",
  share: "of the map",
  lost: "Component lost",
  lostNote: "collapses or empties",
  best: "best",
  legendBest: "leads to the best",
  legendLost: "loses a component",
  legendStart: "this start",
  coming: "Python is looking where EM leads from everywhere on this map.",
  rough: "A rough map so far: small basins may still appear.",
  /** @param {number} k from 0 */
  title: (k) => `Where EM leads, by the start of mean ${k + 1}`,
  /** @param {number} k from 0 */
  mean: (k) => `Mean ${k + 1}`,
  /** @param {number} share */
  onMap: (share) => `from ${part(share)} of the map`,
  /** @param {number} share */
  lostOnMap: (share) =>
    `From ${part(share)} of the map a component is lost: it collapses or empties`,
  /**
   * What a screen reader hears for the plot, before the plot itself.
   * @param {string} sentence
   */
  summary: (sentence) => `Map of starts. ${sentence}`,
};
