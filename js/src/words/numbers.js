// @ts-check
// The format of numbers.
import { exponent } from "../geometry/index.js";

/** @type {Record<string, string>} */
const SUPERSCRIPTS = Object.fromEntries([..."-0123456789"].map((c, i) => [c, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[i]]));

/**
 * A number with a true minus sign and thin spaces between thousands.
 * @param {number} value
 * @param {number} digits after the point
 */
export function number(value, digits) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e9) return scientific(value, 3);
  if (digits > 6 && !size) return "0";
  if (digits > 6 && size < 1e-3) {
    return scientific(value, Math.max(0, exponent(value) + digits));
  }
  const [whole, rest] = size.toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
  const text = rest ? `${grouped}.${rest}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}

/** A power of ten has no more digits than this after its first. */
const MOST_FIGURES = 4;

/**
 * A coordinate: a year is not split, and far from zero all digits count that tell neighbours apart.
 * @param {number} value
 * @param {number} digits after the point; below 0, so many before it do not count
 */
export function coordinate(value, digits) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size < 1000) return number(value, Math.max(0, digits));
  const figures = Math.max(0, exponent(value) + digits);
  if (digits < 0 && size >= 1e6 && figures <= MOST_FIGURES) {
    return trimmed(scientific(value, figures));
  }
  const [whole, rest] = size.toFixed(Math.max(0, digits)).split(".");
  const split = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  return `${value < 0 ? "\u2212" : ""}${rest ? `${split}.${rest}` : split}`;
}

/** Without zeros that say nothing: 2×10¹², not 2.00×10¹². @param {string} power */
const trimmed = (power) => power.replace(/\.?0*×/, "×");

/**
 * @param {number} value
 * @param {number} digits after the point
 */
export function scientific(value, digits) {
  const [mantissa, power] = Math.abs(value).toExponential(digits).split("e");
  return `${value < 0 ? "\u2212" : ""}${mantissa}×${tenTo(Number(power))}`;
}

/**
 * A power of ten.
 * @param {number} power
 */
export const tenTo = (power) =>
  `10${String(power).replace(/[-\d]/g, (sign) => SUPERSCRIPTS[sign])}`;

/**
 * As many decimals as show two digits of a small number, and one of a large one.
 * @param {number} value
 */
export function fine(value) {
  const size = Math.abs(value);
  if (size >= 0.095 || size < 1e-9) return number(size, 1);
  const digits = 1 - exponent(size);
  return digits > 6 ? scientific(size, 1) : number(size, digits);
}

/**
 * A standard deviation: a tiny one keeps a digit instead of becoming 0.0.
 * @param {number} value
 * @param {number} digits
 */
export function length(value, digits) {
  const least = Math.max(0, digits);
  if (value >= 0.5 * 10 ** -least || value === 0) return coordinate(value, digits);
  const needed = -exponent(value);
  return needed <= least + 1 ? coordinate(value, needed) : scientific(value, 0);
}
