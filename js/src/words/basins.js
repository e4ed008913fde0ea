// @ts-check
// The map of basins.

import { logLikelihood, part } from "./numbers.js";
import { RANKING } from "./ranking.js";
import { say } from "./say.js";

/** @import { Way } from "../types.js" */

export const BASINS = {
  choice: say("Which mean moves"),
  optima: RANKING.optima,
  share: say("of the map"),
  lost: RANKING.lost,
  lostNote: say("collapses or empties"),
  best: RANKING.best,
  legendBest: say("leads to the best"),
  legendLost: say("loses a component"),
  legendStart: RANKING.present,
  coming: say("Python is computing where EM ends up from every place on this map."),
  /** Where a way ends. @param {Way} way */
  ends: ({ status, log_likelihood }) =>
    status === "collapsed" || status === "empty"
      ? say("a component is lost")
      : say("to {value}", { value: logLikelihood(log_likelihood) }),
  /** @param {number} k from 0 */
  title: (k) => say("Where EM leads, by the start of mean {k}", { k: k + 1 }),
  /** @param {number} k from 0 */
  mean: (k) => say("Mean {k}", { k: k + 1 }),
  /** @param {number} share */
  onMap: (share) => say("from {share} of the map", { share: part(share) }),
  /** @param {number} share */
  lostOnMap: (share) =>
    say("From {share} of the map a component is lost: it collapses or empties", {
      share: part(share),
    }),
  /** What a screen reader hears for the plot, before the plot itself. @param {string} sentence */
  summary: (sentence) => say("Map of starts. {sentence}", { sentence }),
};
