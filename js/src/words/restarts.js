// @ts-check
// Many random starts.
import { logLikelihood, number } from "./numbers.js";
import { RANKING } from "./ranking.js";
import { say } from "./say.js";

export const RESTARTS = {
  title: say("Where random starts lead"),
  optima: RANKING.optima,
  share: say("of the starts"),
  strip: say("Starts that led there"),
  axis: say("log-likelihood"),
  lost: RANKING.lost,
  lostNote: say("collapsed or emptied"),
  legendEnds: say("where the starts end"),
  legendShown: say("best, or pointed at (2σ)"),
  coming: say("Python is trying random starts."),
  /** @param {number} count @param {number} all */
  often: (count, all) => say("{count} of {all}", { count: number(count, 0), all: number(all, 0) }),
  /** @param {ArrayLike<number>} counts @param {ArrayLike<number>} values */
  summary: (counts, values) => {
    const last = values.length - 1;
    if (last < 0) return say("No start led to an optimum.");
    const [a, b] = [values[last], values[0]].map(logLikelihood);
    const n = number(counts[0], 0);
    return say("Starts by log-likelihood, from {a} to {b}, which {n} of them reached.", {
      a,
      b,
      n,
    });
  },
};
