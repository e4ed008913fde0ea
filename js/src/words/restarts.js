// @ts-check
// Many random starts.
import { logLikelihood } from "./fit.js";
import { number } from "./numbers.js";

export const RESTARTS = {
  title: "Where random starts lead",
  optima: "Optima, by log-likelihood",
  share: "of the starts",
  strip: "Starts that led there",
  axis: "log-likelihood",
  lost: "Component lost",
  lostNote: "collapsed or emptied",
  coming: "Python is trying random starts.",
  early: "The present fit stopped on the way, and is at none of them yet.",
  /**
   * @param {number} count
   * @param {number} all
   */
  often: (count, all) => `${number(count, 0)} of ${number(all, 0)}`,
  /**
   * @param {ArrayLike<number>} counts
   * @param {ArrayLike<number>} values
   */
  summary: (counts, values) => {
    const last = values.length - 1;
    if (last < 0) return "No start led to an optimum.";
    return (
      `Starts by log-likelihood, from ${logLikelihood(values[last])} to ` +
      `${logLikelihood(values[0])}, which ${number(counts[0], 0)} of them reached.`
    );
  },
};
