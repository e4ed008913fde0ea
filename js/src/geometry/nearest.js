// @ts-check
// The point under the pointer.

const CELL = 24;
const FEW = 4000;

/**
 * @param {Float64Array} xs in pixels
 * @param {Float64Array} ys
 * @returns {(x: number, y: number, radius: number) => number | null} the nearest point's row
 */
export function createPicker(xs, ys) {
  if (xs.length <= FEW) {
    const all = Array.from(xs.keys());
    return (x, y, radius) => nearest(all, xs, ys, x, y, radius);
  }
  /** @type {Map<string, number[]>} */
  const cells = new Map();
  for (let i = 0; i < xs.length; i++) {
    const key = `${Math.floor(xs[i] / CELL)},${Math.floor(ys[i] / CELL)}`;
    const cell = cells.get(key);
    if (cell) cell.push(i);
    else cells.set(key, [i]);
  }
  return (x, y, radius) => {
    /** @type {number[]} */
    const close = [];
    const reach = Math.ceil(radius / CELL);
    const [cx, cy] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    for (let i = -reach; i <= reach; i++) {
      for (let j = -reach; j <= reach; j++) {
        for (const row of cells.get(`${cx + i},${cy + j}`) ?? []) close.push(row);
      }
    }
    return nearest(close, xs, ys, x, y, radius);
  };
}

/**
 * @param {number[]} rows
 * @param {Float64Array} xs
 * @param {Float64Array} ys
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function nearest(rows, xs, ys, x, y, radius) {
  let best = radius;
  let found = null;
  for (const row of rows) {
    const apart = Math.hypot(xs[row] - x, ys[row] - y);
    if (apart <= best) {
      best = apart;
      found = row;
    }
  }
  return found;
}

/**
 * All points that a circle meets on a straight line: a fast pointer reports only a few places.
 * @param {Float64Array} xs in pixels
 * @param {Float64Array} ys
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} r
 * @returns {number[]} rows
 */
export function swept(xs, ys, from, to, r) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const rows = [];
  for (let i = 0; i < xs.length; i++) {
    const [x, y] = [xs[i] - from.x, ys[i] - from.y];
    const share = length && Math.max(0, Math.min(1, (x * dx + y * dy) / length));
    if (Math.hypot(x - share * dx, y - share * dy) <= r) rows.push(i);
  }
  return rows;
}
