// @ts-check
// The points with the edits that Python has not answered yet.

/** @import { Edit, Points } from "../types.js" */

/**
 * @typedef {object} Edited
 * @property {Points} points
 * @property {Float64Array | null} weights
 * @property {Int32Array} rows  each one's row among Python's points, -1 for a new one
 */

/** A new point, where the axes say; its other coordinates are Python's. @typedef {{row: number, at: number[] | null}} Item */

/**
 * @param {Points} points
 * @param {Float64Array | null} weights
 * @param {[number, number]} axes
 * @param {readonly Edit[]} edits
 * @returns {Edited}
 */
export function edited({ values, n, d }, weights, axes, edits) {
  /** @type {Item[]} */
  let items = Array.from({ length: n }, (_, row) => ({ row, at: null }));
  for (const edit of edits) items = after(items, edit);
  const made = new Float64Array(items.length * d);
  items.forEach(({ row, at }, i) => {
    for (let j = 0; j < d && row >= 0; j++) made[i * d + j] = values[row * d + j];
    if (at) for (const axis of [0, 1]) made[i * d + axes[axis]] = at[axis];
  });
  return {
    points: { values: made, n: items.length, d },
    weights: weights && Float64Array.from(items, ({ row }) => (row < 0 ? 1 : weights[row])),
    rows: Int32Array.from(items, ({ row }) => row),
  };
}

/** @param {Item[]} items @param {Edit} edit @returns {Item[]} */
function after(items, edit) {
  const { op } = edit;
  const place = /** @type {number[]} */ (edit.to ?? edit.at);
  if (op === "add") return [...items, { row: -1, at: place }];
  // Where each drop of a spray falls, Python says: until then they are all in the nozzle.
  if (op === "spray") {
    const drops = Array.from({ length: Number(edit.count) }, () => ({ row: -1, at: place }));
    return [...items, ...drops];
  }
  if (op === "move") {
    return items.map((item, i) => (i === edit.row ? { ...item, at: place } : item));
  }
  const gone = new Set(/** @type {number[]} */ (edit.rows));
  return items.filter((_, i) => !gone.has(i));
}
