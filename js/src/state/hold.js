// @ts-check
// What is held by a gesture: a mean, or the shape of a component. With shapes, a start is a whole mixture.

/** @import { Covariance, Film } from "../types.js" */

/**
 * @typedef {object} Hold  a component in the hand
 * @property {number} k
 * @property {"mean" | "shape"} part
 * @property {number[][]} seeds
 * @property {Covariance[] | null} shapes  on these axes; null: those that the seeds alone stand for
 * @property {[number, number]} axes
 * @property {{film: Film, cursor: number, seeds: number[][]}} before
 */

/** @param {Covariance} covariance */
export const toMatrix = ({ a, b, c }) => [
  [a, b],
  [b, c],
];

/**
 * @param {number[][]} matrix
 * @returns {Covariance}
 */
export const fromMatrix = ([[a, b], [, c]]) => ({ a, b, c });

/**
 * What the start in a hand is asked for with.
 * @param {Hold} hold
 * @returns {{seeds: number[][], covariances?: number[][][]}}
 */
export function wished({ seeds, shapes }) {
  const means = seeds.map((row) => [...row]);
  return shapes ? { seeds: means, covariances: shapes.map(toMatrix) } : { seeds: means };
}
