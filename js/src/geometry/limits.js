// @ts-check
// Limits that Python knows by the same numbers: tests/contract compares them.

/** Numbers of components. */
export const COMPONENTS = { least: 1, most: 10 };
/** Iterations that a fit may take at most. */
export const ITERATIONS = { least: 1, most: 1000 };
/** The map of basins extends beyond the data by this part of their range. */
export const MAP_MARGIN = 0.05;
