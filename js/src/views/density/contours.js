// @ts-check
// Lines of equal height on a grid, as smooth paths. Pure geometry: no statistics, no DOM.
import { contours } from "d3-contour";

/** @typedef {[number, number]} Point */

/**
 * A grid over a rectangle: its cells' centres carry the values, row 0 at the bottom.
 * @typedef {object} Grid
 * @property {number} size  cells along each side
 * @property {[number, number, number, number]} extent  left, right, bottom, top
 */

/**
 * The closed lines around all that is higher than a level; holes have lines of their own.
 * @param {ArrayLike<number>} values
 * @param {Grid} grid
 * @param {number} level
 * @returns {Point[][]}  in the units of the extent, the first place not repeated
 */
export function rings(values, { size, extent: [left, right, bottom, top] }, level) {
  const shape = contours()
    .size([size, size])
    .contour(/** @type {number[]} */ (values), level);
  const [wide, tall] = [(right - left) / size, (top - bottom) / size];
  return shape.coordinates
    .flat()
    .map((ring) =>
      ring.slice(1).map(([u, v]) => /** @type {Point} */ ([left + u * wide, bottom + v * tall])),
    );
}

/**
 * A closed curve through the middles of a ring's sides, tangent to them: a quadratic B-spline.
 * @param {Point[]} ring  in pixels
 */
export function closedCurve(ring) {
  const middles = ring.map(([x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    return `${tenth((x + u) / 2)} ${tenth((y + v) / 2)}`;
  });
  const arcs = ring.map(([x, y], i) => `Q${tenth(x)} ${tenth(y)} ${middles[i]}`);
  return `M${middles[middles.length - 1]}${arcs.join("")}Z`;
}

/** A curve from the first place to the last, smooth between. @param {Point[]} line  in pixels */
export function openCurve(line) {
  const [first, ...rest] = line.map(([x, y]) => `${tenth(x)} ${tenth(y)}`);
  const arcs = rest.slice(0, -1).map((place, i) => {
    const [[x, y], [u, v]] = [line[i + 1], line[i + 2]];
    return `Q${place} ${tenth((x + u) / 2)} ${tenth((y + v) / 2)}`;
  });
  return `M${first}${arcs.join("")}L${rest[rest.length - 1]}`;
}

/** A pixel coordinate as short as the eye allows. @param {number} value */
const tenth = (value) => Math.round(10 * value) / 10;
