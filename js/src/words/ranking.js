// @ts-check
// Fits in order, the best first.
import { fine, logLikelihood } from "./numbers.js";
import { say } from "./say.js";

export const RANKING = {
  /** @param {number} count */
  more: (count) => say("{count} more", { count }),
  fewer: say("Show fewer"),
  load: say("Load a start that leads here"),
  optima: say("Optima, by log-likelihood"),
  lost: say("Component lost"),
  best: say("best"),
  present: say("this start"),
};

/** How far an optimum is below the best. @param {number} value @param {number} best */
export const behind = (value, best) => say("{gap} lower", { gap: fine(Math.max(0, best - value)) });

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
    heard(often) {
      const value = logLikelihood(values[m]);
      const facts = { m: m + 1, all: values.length, value, gap, often };
      const said = current
        ? say(
            "Optimum {m} of {all}: log-likelihood {value}, {gap}, {often}; the current start leads here.",
            facts,
          )
        : say("Optimum {m} of {all}: log-likelihood {value}, {gap}, {often}.", facts);
      return `${said} ${RANKING.load}`;
    },
  };
}
