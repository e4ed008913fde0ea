// @ts-check
// Fits in order, the best first.
import { logLikelihood } from "./fit.js";
import { fine } from "./numbers.js";

export const RANKING = {
  /** @param {number} count */
  more: (count) => `${count} more`,
  fewer: "Show fewer",
  load: "Load a start that leads here",
  best: "best",
  present: "this start",
};

/**
 * A share of a whole, never rounded to nothing or to all of it.
 * @param {number} share 0..1
 */
export function part(share) {
  if (share > 0 && share < 0.01) return "<1%";
  if (share < 1 && share > 0.99) return ">99%";
  return `${Math.round(100 * share)}%`;
}

/**
 * How far an optimum is below the best.
 * @param {number} value
 * @param {number} best
 */
export const behind = (value, best) => `${fine(Math.max(0, best - value))} lower`;

/**
 * A line on an optimum.
 * @param {number} m  its number, from 0
 * @param {ArrayLike<number>} values  log-likelihoods, best first
 * @param {boolean} current  where the present start leads
 */
export function optimum(m, values, current) {
  const gap = m === 0 ? RANKING.best : behind(values[m], values[0]);
  return {
    main: logLikelihood(values[m]),
    note: current ? `${gap} · ${RANKING.present}` : gap,
    /** @param {string} often */
    heard: (often) =>
      `Optimum ${m + 1} of ${values.length}: log-likelihood ${logLikelihood(values[m])}, ${gap}, ` +
      `${often}${current ? "; the present start leads here" : ""}. ${RANKING.load}`,
  };
}
