// @ts-check
// What this front end knows of one point: its responsibilities as Python has them, or else whose it likely is.
import { INSPECT } from "./words/index.js";

/** @typedef {import("./paint.js").Visible} Visible */
/** @typedef {{shares: number[] | null, otherwise: string[], ask: boolean}} Known  what to say without shares */

/**
 * @param {number} row
 * @param {Visible} seen  what colours the points
 * @param {import("./shown.js").Shown} wanted  what should
 * @param {number} K
 * @param {import("./shown.js").Snapshot} now
 * @returns {Known} ask: Python has more to tell
 */
export function known(row, seen, wanted, K, now) {
  const late = wanted === "unknown";
  const nothing = { shares: null, otherwise: late ? INSPECT.late : INSPECT.nobody, ask: false };
  if (!seen) return nothing;
  const each = Array.from({ length: K }, (_, k) => k);
  if (!("labels" in seen)) {
    const share = (/** @type {number} */ k) => seen.values[row * K + k] / seen.whole;
    return { ...nothing, shares: late ? null : each.map(share) };
  }
  const label = seen.labels[row];
  if (!seen.certainties) {
    return { ...nothing, shares: late ? null : each.map((k) => Number(k === label)) };
  }
  const current = !late && seen.iteration === now.iteration;
  const otherwise = current ? INSPECT.likeliest(label) : INSPECT.late;
  return { shares: now.sharesOf(row), otherwise, ask: true };
}
