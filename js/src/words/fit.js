// @ts-check
// A fit and its numbers: the title, the side panel, the curve.
import { amount, fine, logLikelihood, number } from "./numbers.js";
import { say } from "./say.js";

const NUMBERS = [
  say("two"),
  say("three"),
  say("four"),
  say("five"),
  say("six"),
  say("seven"),
  say("eight"),
  say("nine"),
  say("ten"),
];

/** @param {number} count  2 or more */
export const spelled = (count) => NUMBERS[count - 2] ?? String(count);

/** @param {number} components */
export function title(components) {
  return components === 1
    ? say("Finding one Gaussian with EM")
    : say("Finding {count} Gaussians with EM", { count: spelled(components) });
}

/** While something is held. */
export const HOLDING = {
  body: say(
    "The colours are this start's first E-step; the dashed outlines are where EM would end.",
  ),
  next: say("Let go to start here."),
};
/** While something is held, before Python has answered. */
const HOLDING_ALONE = {
  body: say("Its colours, and where EM would end, appear when Python answers."),
  next: HOLDING.next,
};

/** While something is held and EM has no step to take: a component is empty at once. */
const HOLDING_STILL = {
  body: say("From here EM would stop before its first step."),
  next: HOLDING.next,
};

/** @typedef {"unseen" | "still" | "seen"} Ahead  Python has not answered; EM takes no step; colours and outlines are there */

/** @param {Ahead} ahead */
export const holding = (ahead) =>
  ({ unseen: HOLDING_ALONE, still: HOLDING_STILL, seen: HOLDING })[ahead];

/** While a mean is held. @param {number} k from 0 @param {Ahead} [ahead] */
export const moving = (k, ahead = "seen") => ({
  lead: say("Moving mean {k}.", { k: k + 1 }),
  ...holding(ahead),
});

/** @param {number} iteration @param {number} most */
export const iteration = (iteration, most) => say("Iteration {t} / {most}", { t: iteration, most });

/** @param {number} gain @param {number} iteration  that brought it */
export function gained(gain, iteration) {
  const sign = gain < 0 && fine(gain) !== "0.0" ? "\u2212" : "+";
  return say("{gain} in iteration {t}", { gain: `${sign}${fine(gain)}`, t: iteration });
}

/** How a fit would end, that is only looked ahead to. @type {Record<string, (t: number) => string>} */
const ENDS = {
  converged: (t) => say("converged after iteration {t}", { t }),
  max_iter: (t) => say("stopped after iteration {t}", { t }),
  collapsed: (t) => say("collapsed in iteration {t}", { t }),
  empty: (t) => say("a component empty in iteration {t}", { t }),
  degenerate: () => say("the points are flat"),
  faulty: () => say("stopped by your own step"),
};

/**
 * Where EM would end from a start in the hand.
 * @param {string} status
 * @param {number} value
 * @param {number} t  its last iteration
 */
export const wouldEnd = (status, value, t) => ({
  where: say("would end at {value}", { value: logLikelihood(value) }),
  how: ended(status, t),
});

/** How a fit ends. @param {string} status @param {number} t  its last iteration */
export const ended = (status, t) => ENDS[status]?.(t) ?? status;

/** @param {number} count @param {number} all */
export const undecided = (count, all) => ({
  count: amount(count, all),
  all: amount(all, all),
  rest: say("of {all}", { all: amount(all, all) }),
});

/** @typedef {{n: number, total: number, cells: boolean}} Counts  rows, and the points that they stand for */

/** How many points there are. @param {Counts} counts */
export function counted({ n, total, cells }) {
  const rows = number(n, 0);
  if (cells) return say("{total} points in {n} cells", { total: number(total, 0), n: rows });
  return total === n ? say("{n} points", { n: rows }) : say("{n} weighted points", { n: rows });
}

export const PANEL = {
  region: say("Fit details"),
  logLikelihood: say("Log-likelihood"),
  logLikelihoodTitle: say(
    "How well the mixture explains all points: the sum of the natural logarithms of their densities under it, in nats",
  ),
  components: say("Components"),
  number: say("Number"),
  weight: say("Weight"),
  mean: say("Mean, size"),
  shape: say("Shape"),
  status: say("Status"),
  undecided: say("Undecided points"),
  unsure: say("less than 90% certain of any component"),
  sizes: say("Mean, then the standard deviations along the ellipse's two axes"),
  /** @param {number} angle  of the longer axis, in degrees @param {boolean} round */
  turned: (angle, round) =>
    round ? say("circle") : say("ellipse, long axis at {angle}°", { angle: Math.round(angle) }),
};

export const ONLY = {
  label: say("Colour by"),
  all: say("all components"),
  /** @param {number} k */
  one: (k) => say("component {k} alone", { k: k + 1 }),
};

/** @type {Record<string, string>} */
const STATES = {
  start: say("start"),
  moving: say("moving"),
  settled: say("settled"),
  shrinking: say("shrinking"),
  collapsed: say("⚠ collapsed"),
  empty: say("⚠ empty"),
};

/** @param {string} state */
export const state = (state) => STATES[state] ?? state;

export const CURVE = {
  said: logLikelihood,
  /** @param {number} value */
  start: (value) => say("start {value}", { value: logLikelihood(value) }),
  /** @param {number} last */
  end: (last) => say("iteration {t}", { t: last }),
  /** @param {ArrayLike<number>} values @param {number} now */
  summary: (values, now) => {
    const n = values.length - 1;
    const [a, b, c] = [values[0], values[n], values[now]].map(logLikelihood);
    return say("Log-likelihood over {n} iterations, from {a} to {b}; now {c}.", { n, a, b, c });
  },
  /**
   * Of a start in the hand.
   * @param {ArrayLike<number>} values  the first and the last
   * @param {number} n  iterations between them
   */
  ahead: (values, n) => {
    const [a, b] = [values[0], values[values.length - 1]].map(logLikelihood);
    return say("Log-likelihood of this start {a}; EM would go to {b} in {n} iterations.", {
      a,
      b,
      n,
    });
  },
};
