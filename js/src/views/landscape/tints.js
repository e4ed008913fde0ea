// @ts-check
// The ground of a map of basins: pale tints below the points, the strongest for the best optimum.

/** @typedef {"light" | "dark"} Scheme */

/** OKLCH, green 155 for the best; the others' hues are apart from it and from each other. */
const BEST = { light: "#a9ddb6", dark: "#1d5a38" };
const OTHERS = {
  light: ["#dbe6fb", "#f6e4c4", "#f7dbe2", "#e6dcf7", "#d2ecee", "#ecedc3"],
  dark: ["#1d2c47", "#403018", "#45222c", "#322649", "#163a3e", "#36380f"],
};
/** Small basins beyond those share one. */
const FURTHER = { light: "#e9ebee", dark: "#242a31" };

/**
 * One fill an optimum: the best has its own, and of the others the largest.
 * @param {ArrayLike<number>} shares  of the map, best optimum first
 * @param {Scheme} scheme
 * @returns {string[]}
 */
export function fills(shares, scheme) {
  const found = Array.from(shares, () => FURTHER[scheme]);
  const others = Array.from(shares, (share, m) => ({ share, m })).slice(1);
  others.sort((a, b) => b.share - a.share || a.m - b.m);
  OTHERS[scheme].forEach((tint, i) => {
    if (i < others.length) found[others[i].m] = tint;
  });
  if (found.length) found[0] = BEST[scheme];
  return found;
}
