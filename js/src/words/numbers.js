// @ts-check
// The format of numbers.
import { exponent, precision, tickDecimals } from "../geometry/index.js";
import { say } from "./say.js";

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
 * @param {number} digits after the point; if negative, digits before the point that do not count
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

/** @param {number} value @param {number} digits after the point */
export function scientific(value, digits) {
  const [mantissa, power] = Math.abs(value).toExponential(digits).split("e");
  return `${value < 0 ? "\u2212" : ""}${mantissa}×${tenTo(Number(power))}`;
}

/** A power of ten. @param {number} power */
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
  return needed <= Math.max(least + 1, 3) ? coordinate(value, needed) : scientific(value, 0);
}

/** @param {number} share 0..1 */
export const percent = (share) => say("{n}%", { n: Math.round(100 * share) });

/** @param {number} value */
export const powerOfTen = (value) =>
  value >= 0.001 && value <= 1000 ? String(value) : scientific(value, 0).replace("1×", "");

/** @param {number} value */
export const logLikelihood = (value) => number(value, 1);

/**
 * A number of points: without decimals, or with one if the points are weighted.
 * @param {number} count
 * @param {number} all
 */
export const amount = (count, all) => number(count, Number.isInteger(all) ? 0 : 1);

/**
 * A pair of coordinates or sizes.
 * @param {[number, number]} pair
 * @param {[number, number]} digits
 */
export const coordinates = (pair, digits) =>
  `${coordinate(pair[0], digits[0])}, ${coordinate(pair[1], digits[1])}`;

/** @param {number} long @param {number} short @param {number} digits */
export const size = (long, short, digits) => `${length(long, digits)} × ${length(short, digits)}`;

/**
 * Decimals for the table, by axis; valuetexts take one more.
 * @param {[[number, number], [number, number]]} ranges
 * @param {boolean} equal whether both axes have the same scale
 * @returns {[number, number]}
 */
export const tableDigits = ([x, y], equal) => {
  const digits = [precision(x), precision(y)];
  return equal ? [Math.min(...digits), Math.min(...digits)] : [digits[0], digits[1]];
};

/** A standard deviation with two digits, however small. @param {number} value */
export function width(value) {
  const rounded = Number(value.toPrecision(2));
  const digits = Math.max(0, 1 - exponent(rounded));
  return digits > 4 ? scientific(rounded, 1) : number(rounded, digits);
}

/** An inertia with four digits, whatever its size. @param {number} value */
export const inertia = (value) => number(value, Math.min(12, Math.max(0, 3 - exponent(value))));

/** A density, as a multiple of a power of ten. @param {number} value */
export function scaled(value) {
  if (value >= 1e5) return scientific(value, 1);
  return number(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/** A share of a whole, never rounded to nothing or to all of it. @param {number} share 0..1 */
export function part(share) {
  if (share > 0 && share < 0.01) return say("<1%");
  if (share < 1 && share > 0.99) return say(">99%");
  return percent(share);
}

/** Where labels would be longer than this, all but the first are written relative to it. */
const LONG = 9;

/**
 * How ticks are written: those far from zero as what they are beyond the first.
 * @param {number[]} ticks  in order
 * @returns {string[]}
 */
export function tickLabels(ticks) {
  if (!ticks.length) return [];
  const digits = tickDecimals(ticks);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : ticks[0];
  const size = Math.max(...ticks.map(Math.abs));
  const figures = exponent(size) - exponent(step) + 1;
  // A power of ten says it shorter.
  if (digits === 0 && exponent(step) >= 6 && figures <= MOST_FIGURES) {
    return ticks.map((value) => (value ? coordinate(value, -exponent(step) + 1) : "0"));
  }
  const labels = ticks.map((value) => plain(value, digits));
  if (Math.max(...labels.map(({ length }) => length)) <= LONG) return labels;
  return ticks.map((value, i) =>
    i ? `+${plain(value - ticks[0], digits)}` : coordinate(value, digits),
  );
}

/** @param {number} value @param {number} digits */
const plain = (value, digits) =>
  Math.abs(value) < 1000 ? number(value, digits) : coordinate(value, digits);
