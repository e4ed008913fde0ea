// @ts-check
// Covariance matrices as ellipses. Pure geometry: no statistics, no DOM.

/** @typedef {{a: number, b: number, c: number}} Covariance  the symmetric matrix [[a, b], [b, c]] */
/** @typedef {{rx: number, ry: number, angle: number}} Ellipse  half-axes, major first; angle of the major one */

/**
 * The 1-sigma ellipse: half-axes are the square roots of the eigenvalues.
 * @param {Covariance} covariance
 * @returns {Ellipse}
 */
export function ellipse({ a, b, c }) {
  const middle = (a + c) / 2;
  const spread = Math.hypot((a - c) / 2, b);
  return {
    rx: Math.sqrt(Math.max(0, middle + spread)),
    ry: Math.sqrt(Math.max(0, middle - spread)),
    angle: spread === 0 ? 0 : Math.atan2(2 * b, a - c) / 2,
  };
}

/**
 * The covariance as drawn: x grows by `sx` pixels per unit, y grows downwards by `sy`.
 * Axes with different scales turn an ellipse, so this comes before its eigenvectors.
 * @param {Covariance} covariance
 * @param {number} sx
 * @param {number} sy
 * @returns {Covariance}
 */
export function onScreen({ a, b, c }, sx, sy) {
  return { a: a * sx * sx, b: -b * sx * sy, c: c * sy * sy };
}

/**
 * Where a ray from the centre, at `direction` radians, crosses the n-sigma ellipse.
 * @param {Ellipse} shape
 * @param {number} sigmas
 * @param {number} direction
 * @returns {[number, number]} offset from the centre
 */
export function rim({ rx, ry, angle }, sigmas, direction) {
  const local = direction - angle;
  const t = Math.atan2(rx * Math.sin(local), ry * Math.cos(local));
  const [u, v] = [sigmas * rx * Math.cos(t), sigmas * ry * Math.sin(t)];
  return [u * Math.cos(angle) - v * Math.sin(angle), u * Math.sin(angle) + v * Math.cos(angle)];
}

/** @param {number} radians */
export const degrees = (radians) => (radians * 180) / Math.PI;
