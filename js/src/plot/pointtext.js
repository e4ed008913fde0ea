// @ts-check
// What this front end knows about a point, or a place in the plane: its responsibilities, from Python with
// every number of the formula, else from the film, or else its most likely component.
import { INSPECT } from "../words/index.js";

/** @import { At, Inspected, Shown, Snapshot } from "../types.js" */
/** @import { Visible } from "./paint.js" */

/**
 * @typedef {object} Known
 * @property {number[] | null} shares
 * @property {Required<Inspected> | null} formula  with its numbers, if Python has sent them
 * @property {string[]} otherwise  what to say without shares
 * @property {boolean} ask  Python has more to tell
 */

/**
 * @param {At} at
 * @param {Visible} seen  what colours the points
 * @param {Shown} wanted  what should
 * @param {number} K
 * @param {Snapshot} now
 * @returns {Known}
 */
export function known(at, seen, wanted, K, now) {
  const late = wanted === "unknown";
  const nothing = { shares: null, formula: null, otherwise: INSPECT.late, ask: !late };
  if (now.iteration === 0) return { ...nothing, otherwise: INSPECT.nobody, ask: false };
  const hard = seen && "labels" in seen && !seen.certainties;
  const told = hard ? null : now.told(at);
  if (told?.shares && !late) {
    const formula = told.weights ? /** @type {Required<Inspected>} */ (told) : null;
    return { ...nothing, shares: told.shares, formula };
  }
  if (typeof at !== "number")
    return hard ? { ...nothing, ask: false, otherwise: INSPECT.hard } : nothing;
  if (!seen) return nothing;
  const each = Array.from({ length: K }, (_, k) => k);
  if (!("labels" in seen)) {
    const share = (/** @type {number} */ k) => seen.values[at * K + k] / seen.whole;
    return { ...nothing, shares: late ? null : each.map(share) };
  }
  const label = seen.labels[at];
  if (hard) {
    return { ...nothing, ask: false, shares: late ? null : each.map((k) => Number(k === label)) };
  }
  const current = !late && seen.iteration === now.iteration;
  return { ...nothing, otherwise: current ? INSPECT.likeliest(label) : INSPECT.late };
}
