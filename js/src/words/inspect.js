// @ts-check
// "Who made this point?"
import { percent } from "./fit.js";
import { fine, number } from "./numbers.js";

export const INSPECT = {
  label: "Inspect points",
  help: "Arrow keys go from point to point, Escape closes",
  nobody: ["Not known yet:", "take an E-step."],
  late: ["The numbers are", "on their way."],
  /** @param {number} k from 0 */
  likeliest: (k) => [`Likeliest: component ${k + 1};`, "the numbers are", "on their way."],
};

/**
 * @param {import("./fit.js").Counts} counts
 * @param {number | undefined} weight  of the inspected row
 */
export const question = ({ cells }, weight) =>
  cells && weight !== undefined && weight !== 1
    ? `Who made these ${number(weight, 0)} points?`
    : "Who made this point?";

/**
 * Points carry Python's row numbers, so that `w.responsibilities[17]` is point 17.
 * @param {number} row
 * @param {import("./fit.js").Counts} counts
 * @param {number | undefined} weight
 */
export function inspectedRow(row, { cells }, weight) {
  if (weight === undefined) return `Point ${row}`;
  if (!cells) return `Point ${row} (weight ${fine(weight)})`;
  return `Cell ${row} (${number(weight, 0)} point${weight === 1 ? "" : "s"})`;
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
    .map(({ share, k }) => `${percent(share)} component ${k + 1}`);
  return `${name}: ${parts.join(", ")}`;
}
