// @ts-check
// Numbers that Python has as well: a test of the contract compares the two sides.

export const LIMITS = {
  /** Components, and iterations of a fit, at most. */
  components: 10,
  iterations: 1000,
  /** Codes of a responsibility of 1: in a film, and of the most likely component alone. */
  whole: 65535,
  certain: 255,
  /** The label of cells of a map of basins from where a component is lost. */
  lost: 255,
  /** A map of basins reaches beyond the data by this part of their range. */
  basinMargin: 0.05,
};
