// @ts-check
// The anatomy of a collapse.
import { number, width } from "./numbers.js";
import { say } from "./say.js";

export const NARROWING = {
  scale: say("1σ, log scale"),
  width,
  /** @param {number} k from 0 */
  title: (k) => say("Widths of component {k}", { k: k + 1 }),
  /** @param {number} value */
  heldOpen: (value) => say("{width}, held by the floor", { width: width(value) }),
  /**
   * What the likelihood gains by a collapse.
   * @param {{collapsed: boolean, held: number, law: number}} narrowing
   * @param {number} dimensions
   */
  law({ collapsed, held, law }, dimensions) {
    if (law === 0) return "";
    const alone = held === 1 && dimensions === 2 && Math.abs(law - Math.LN10) < 1e-9;
    const points =
      held === 1
        ? say("for the one point it holds")
        : say("for the {n} points it holds", { n: number(held, 0) });
    const because = alone ? say("ln 10 for one point in two dimensions") : points;
    const values = { gain: number(law, 2), because };
    return collapsed
      ? say(
          "Each tenfold reduction of its variance raises the log-likelihood by {gain} ({because}).",
          values,
        )
      : say(
          "Without the variance floor, each tenfold reduction of its variance raises the log-likelihood by {gain} ({because}).",
          values,
        );
  },
  /**
   * @param {number} k from 0
   * @param {number[]} largest  one an iteration
   * @param {number[]} smallest
   * @param {number} now
   */
  summary(k, largest, smallest, now) {
    const n = largest.length - 1;
    return say(
      "Standard deviations of component {k} over {n} iterations, on a logarithmic scale: the " +
        "largest from {a} to {b}, the smallest from {c} to {d}; now {large} and {small}.",
      {
        k: k + 1,
        n,
        a: width(largest[0]),
        b: width(largest[n]),
        c: width(smallest[0]),
        d: width(smallest[n]),
        large: width(largest[now]),
        small: width(smallest[now]),
      },
    );
  },
};
