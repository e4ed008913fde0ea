// @ts-check
// The anatomy of a collapse.
import { exponent } from "../scale.js";
import { number, scientific } from "./numbers.js";

/**
 * A standard deviation with two digits, however small.
 * @param {number} value
 */
function width(value) {
  const rounded = Number(value.toPrecision(2));
  const digits = Math.max(0, 1 - exponent(rounded));
  return digits > 4 ? scientific(rounded, 1) : number(rounded, digits);
}

/** @param {number[]} values */
const change = (values) => `from ${width(values[0])} to ${width(values[values.length - 1])}`;

export const NARROWING = {
  scale: "1σ, log scale",
  width,
  /** @param {number} k from 0 */
  title: (k) => `Widths of component ${k + 1}`,
  /** @param {number} value */
  heldOpen: (value) => `${width(value)}, held by reg_covar`,
  /**
   * What the likelihood gains by a collapse.
   * @param {{collapsed: boolean, held: number, law: number}} narrowing
   * @param {number} dimensions
   */
  law({ collapsed, held, law }, dimensions) {
    if (law === 0) return "";
    const alone = held === 1 && dimensions === 2 && Math.abs(law - Math.LN10) < 1e-9;
    const points = held === 1 ? "the one point" : `the ${number(held, 0)} points`;
    const because = alone ? "ln 10 for one point in two dimensions" : `for ${points} it holds`;
    const gain = `ach tenfold cut of its variance lifts the log-likelihood by ${number(law, 2)}`;
    return `${collapsed ? "E" : "Without reg_covar, e"}${gain} (${because}).`;
  },
  /**
   * @param {number} k from 0
   * @param {number[]} largest  one an iteration
   * @param {number[]} smallest
   * @param {number} now
   */
  summary(k, largest, smallest, now) {
    const over = `over ${largest.length - 1} iterations, on a logarithmic scale`;
    const both = `the largest ${change(largest)}, the smallest ${change(smallest)}`;
    const here = `now ${width(largest[now])} and ${width(smallest[now])}`;
    return `Standard deviations of component ${k + 1} ${over}: ${both}; ${here}.`;
  },
};
