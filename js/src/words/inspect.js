// @ts-check
// "Who made this point?"
import { percent } from "./fit.js";
import { fine, number } from "./numbers.js";
import { say } from "./say.js";

export const INSPECT = {
  label: say("Inspect points"),
  help: say("Arrow keys go from point to point, Escape closes"),
  nobody: [say("Not known yet:"), say("take an E-step.")],
  late: [say("The numbers are"), say("on their way.")],
  /** @param {number} k from 0 */
  likeliest: (k) => [
    say("Likeliest: component {k};", { k: k + 1 }),
    say("the numbers are"),
    say("on their way."),
  ],
};

/**
 * @param {import("./fit.js").Counts} counts
 * @param {number | undefined} weight  of the inspected row
 */
export const question = ({ cells }, weight) =>
  cells && weight !== undefined && weight !== 1
    ? say("Who made these {n} points?", { n: number(weight, 0) })
    : say("Who made this point?");

/**
 * Points carry Python's row numbers, so that `w.responsibilities[17]` is point 17.
 * @param {number} row
 * @param {import("./fit.js").Counts} counts
 * @param {number | undefined} weight
 */
export function inspectedRow(row, { cells }, weight) {
  if (weight === undefined) return say("Point {row}", { row });
  if (!cells) return say("Point {row} (weight {weight})", { row, weight: fine(weight) });
  return weight === 1
    ? say("Cell {row} (1 point)", { row })
    : say("Cell {row} ({n} points)", { row, n: number(weight, 0) });
}

/**
 * @param {string} name  of the row
 * @param {number[] | null} shares
 * @param {string} otherwise
 */
export function inspected(name, shares, otherwise) {
  if (!shares) return `${name}: ${otherwise}`;
  const parts = shares
    .map((share, k) => ({ share, k }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ share, k }) => say("{share} component {k}", { share: percent(share), k: k + 1 }));
  return `${name}: ${parts.join(", ")}`;
}
