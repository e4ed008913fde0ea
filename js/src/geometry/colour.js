// @ts-check
// Component colours and their blends, mixed in OKLab so that half blue, half orange looks halfway.

/**
 * Ten colours a scheme, in order of use. They were annealed in simulation so that a half-and-half
 * blend of any two of the first ones is unlike every pure colour, for normal, protan, deutan and
 * tritan vision, each with a contrast of at least 3:1 on its background. Blends are safe to four
 * components; beyond that the numbers on the means carry the meaning.
 */
export const PALETTE = {
  light: [
    ["#2338c0", "#e17218", "#800139", "#2ca0c5", "#5d0579"],
    ["#715f00", "#849769", "#376f4b", "#3e86d0", "#7a63b0"],
  ].flat(),
  dark: [
    ["#4162dc", "#fd9d5f", "#bc235c", "#32cdfd", "#9a6eaf"],
    ["#f7d84d", "#6f8e36", "#b9edc8", "#566e88", "#a8a0c2"],
  ].flat(),
};

/** Points before the first E-step. */
export const NEUTRAL = { light: "#8a95a3", dark: "#6f7b8a" };

/** @typedef {{css: string, rgb: [number, number, number]}} Colour  the same colour for SVG and for pixels */

/** @param {number} c */
const toLinear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
/** @param {number} c */
const toGamma = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/** @param {string} hex "#rrggbb" @returns {[number, number, number]} 0..255 */
export function channels(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** @param {string} hex */
const linear = (hex) => channels(hex).map((c) => toLinear(c / 255));

/**
 * sRGB to OKLab (Ottosson 2020, "A perceptual color space for image processing").
 * @param {string} hex
 * @returns {[number, number, number]}
 */
export function toOklab(hex) {
  const [r, g, b] = linear(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} lab @returns {Colour} */
export function fromOklab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return colour([
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]);
}

/** @param {number} c linear light */
const byte = (c) => Math.round(255 * Math.min(1, toGamma(Math.max(0, c))));

/** @param {[number, number, number]} rgb @returns {Colour} */
function colour(rgb) {
  return { rgb, css: `#${rgb.map((c) => c.toString(16).padStart(2, "0")).join("")}` };
}

/** @param {string} hex */
export const solid = (hex) => colour(channels(hex));

const LEVELS = 24;

/**
 * Blend component colours by responsibility. Shares are rounded to 1/24, so that few distinct
 * colours exist and each is mixed once.
 * @param {string[]} colours one a component
 * @param {Colour[]} [table]  where mixed colours go
 * @returns {(shares: ArrayLike<number>, offset: number, whole: number) => number}  the number of a
 *   colour in the table; shares of `colours.length` components from `offset` on, `whole` standing for 1
 */
export function mixer(colours, table = []) {
  const labs = colours.map(toOklab);
  const K = labs.length;
  /** @type {Map<number, number>} */
  const mixed = new Map();
  const level = new Array(K).fill(0);
  return (shares, offset, whole) => {
    let key = 0;
    let total = 0;
    for (let k = 0; k < K; k++) {
      level[k] = Math.round((shares[offset + k] / whole) * LEVELS);
      key = key * (LEVELS + 1) + level[k];
      total += level[k];
    }
    let found = mixed.get(key);
    if (found === undefined) {
      const blend = [0, 1, 2].map((j) =>
        labs.reduce((sum, lab, k) => sum + (lab[j] * level[k]) / (total || 1), 0),
      );
      found = table.push(fromOklab(blend)) - 1;
      mixed.set(key, found);
    }
    return found;
  };
}

/**
 * Blend colours where only the most likely component and its responsibility are known. The rest of
 * a point is grey; of two components the other has it.
 * @param {string[]} colours one a component
 * @param {string} grey
 * @param {Colour[]} table  where mixed colours go
 * @param {number} whole  the certainty that stands for 1
 * @returns {(label: number, certainty: number) => number}  the number of a colour in the table
 */
export function fader(colours, grey, table, whole) {
  const first = table.length;
  const level = Uint8Array.from({ length: whole + 1 }, (_, c) => Math.round((c / whole) * LEVELS));
  colours.forEach((own, k) => {
    const code = mixer([own, colours.length === 2 ? colours[1 - k] : grey], table);
    for (let share = 0; share <= LEVELS; share++) code([share, LEVELS - share], 0, LEVELS);
  });
  return (label, certainty) => first + label * (LEVELS + 1) + level[certainty];
}

/** Black or white, whichever reads on this colour. @param {string} hex */
export function textOn(hex) {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.19 ? "#0b1016" : "#ffffff";
}
