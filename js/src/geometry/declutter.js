// @ts-check
// The places of number badges, such that two means in the same place can both be seen and grabbed.

/** @typedef {{x: number, y: number}} Place */

/** Between the middles of two badges, in pixels: alone, and in a small plot beside others. */
export const [APART, CLOSE] = [27, 21];
const ROUNDS = 40;

/**
 * Push badges apart until none covers another; the pinned one stays under the pointer.
 * @param {Place[]} places in pixels
 * @param {number | null} pinned
 * @param {number} [distance]  that they have at least
 * @returns {Place[]}
 */
export function separate(places, pinned, distance = APART) {
  const out = places.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    for (let i = 0; i < out.length; i++) {
      for (let j = i + 1; j < out.length; j++) {
        if (i === pinned || j === pinned) continue;
        let dx = out[j].x - out[i].x;
        let dy = out[j].y - out[i].y;
        let apart = Math.hypot(dx, dy);
        if (apart >= distance - 0.1) continue;
        if (apart < 0.01) {
          // The same place: by number, around the circle, so that the picture is always the same.
          [dx, dy, apart] = [Math.cos(j - i - 1), Math.sin(j - i - 1), 1];
        }
        const push = (distance - Math.min(apart, distance)) / 2 / apart;
        out[i].x -= dx * push;
        out[i].y -= dy * push;
        out[j].x += dx * push;
        out[j].y += dy * push;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return out;
}

/**
 * A badge is whole: that of a mean at the edge of the plot stands beside it, and that of a mean beyond waits there,
 * where it can be fetched back.
 * @param {{width: number, top: number, bottom: number}} plot
 * @param {number} x
 * @param {number} y
 * @param {number} [distance]  that two badges have at least
 * @returns {Place}
 */
export function keepInside({ width, top, bottom }, x, y, distance = APART) {
  const half = distance / 2;
  return {
    x: Math.max(half, Math.min(width - half, x)),
    y: Math.max(top + half, Math.min(bottom - half, y)),
  };
}
