// @ts-check
// Straight borders between the cells of nearest centres. Pure geometry: no statistics, no DOM.

/** @typedef {[number, number]} Point */
/** @typedef {[number, number]} Range */

/**
 * The edges of a Voronoi diagram: where two centres are equally near, and no third is nearer.
 * Distances are those of the data, so where the axes differ in scale they look uneven.
 * @param {Point[]} centres
 * @param {Range} xDomain  of the plot
 * @param {Range} yDomain
 * @returns {[Point, Point][]}  the two ends of each edge
 */
export function borders(centres, [left, right], [bottom, top]) {
  /** @type {[Point, Point][]} */
  const edges = [];
  centres.forEach((one, i) => {
    for (const other of centres.slice(i + 1)) {
      const along = /** @type {Point} */ ([one[1] - other[1], other[0] - one[0]]);
      if (!along[0] && !along[1]) continue;
      const middle = /** @type {Point} */ ([(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]);
      const [from, to] = clip([
        [left - middle[0], -along[0]],
        [middle[0] - right, along[0]],
        [bottom - middle[1], -along[1]],
        [middle[1] - top, along[1]],
        ...centres.map((third) => farther(third, one, middle, along)),
      ]);
      if (from < to) edges.push([on(middle, along, from), on(middle, along, to)]);
    }
  });
  return edges;
}

/**
 * The part of a line, by t, on which every `at + slope * t <= 0`.
 * @param {[number, number][]} halves
 * @returns {Range}
 */
function clip(halves) {
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [at, slope] of halves) {
    if (slope > 0) to = Math.min(to, -at / slope);
    else if (slope < 0) from = Math.max(from, -at / slope);
    else if (at > 0) return [0, 0];
  }
  return [from, to];
}

/**
 * By how much a line's points are nearer to `third` than to `one`, in squared distance.
 * @param {Point} third
 * @param {Point} one
 * @param {Point} middle
 * @param {Point} along
 * @returns {[number, number]}
 */
function farther(third, one, middle, along) {
  const [dx, dy] = [third[0] - one[0], third[1] - one[1]];
  const [x, y] = [middle[0] - (third[0] + one[0]) / 2, middle[1] - (third[1] + one[1]) / 2];
  return [2 * (x * dx + y * dy), 2 * (along[0] * dx + along[1] * dy)];
}

/** @param {Point} middle @param {Point} along @param {number} t @returns {Point} */
const on = (middle, along, t) => [middle[0] + along[0] * t, middle[1] + along[1] * t];
