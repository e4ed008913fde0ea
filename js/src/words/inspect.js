// @ts-check
// "Where does this point come from?"
import { fine, number, percent, tenTo } from "./numbers.js";
import { say } from "./say.js";

/** @import { Counts } from "./fit.js" */

export const INSPECT = {
  label: say("Inspect points"),
  help: say(
    "Arrow keys move from point to point, Enter inspects the places between them, Escape closes",
  ),
  here: say("A point here"),
  anywhere: say("Anywhere in the plane"),
  nobody: [say("Not known yet:"), say("take an E-step.")],
  late: [say("The numbers are"), say("on their way.")],
  hard: [say("k-means assigns each place"), say("to the nearest centre.")],
  /** @param {number} k from 0 */
  likeliest: (k) => [
    say("Most likely: component {k};", { k: k + 1 }),
    say("the numbers are"),
    say("on their way."),
  ],
};

/** @param {Counts} counts @param {number | undefined} weight  of the inspected row */
export const question = ({ cells }, weight) =>
  cells && weight !== undefined && weight !== 1
    ? say("Where do these {n} points come from?", { n: number(weight, 0) })
    : say("Where does this point come from?");

/**
 * Points carry Python's row numbers, so that `w.responsibilities[17]` is point 17.
 * @param {number} row
 * @param {Counts} counts
 * @param {number | undefined} weight
 */
export function inspectedRow(row, { cells }, weight) {
  if (weight === undefined) return say("Point {row}", { row });
  if (!cells) return say("Point {row} (weight {weight})", { row, weight: fine(weight) });
  return weight === 1
    ? say("Cell {row} (1 point)", { row })
    : say("Cell {row} ({n} points)", { row, n: number(weight, 0) });
}

/** Of a place where no point is. */
export const QUESTION_HERE = say("Where would a point here come from?");

/** Bayes' formula on the card. */
export const FORMULA = {
  /** @param {number} power  of ten, which all densities are multiples of */
  head: (power) =>
    power ? say("weight × density, in {unit}", { unit: tenTo(power) }) : say("weight × density"),
  /** @param {number} value */
  weight: (value) => number(value, 2),
  sum: say("sum"),
  /** @param {string} product @param {string} sum @param {number} share */
  quotient: (product, sum, share) =>
    say("{product} ÷ {sum} = {share}", { product, sum, share: percent(share) }),
  /** @param {number} count */
  others: (count) =>
    count === 1 ? say("one other, below 0.5%") : say("{count} others, each below 0.5%", { count }),
};

/**
 * @param {string} name  of the row or the place
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
