// @ts-check
// Covariance matrices as ellipses. Pure geometry: no statistics, no DOM.

/** @typedef {{a: number, b: number, c: number}} Covariance  the symmetric matrix [[a, b], [b, c]] */
/**
 * Half-axes: rx at `angle`, ry across. The first is the major one, but in the hand it may come to be the minor.
 * @typedef {{rx: number, ry: number, angle: number}} Ellipse
 */

/**
 * The 1-sigma ellipse: half-axes are the square roots of the eigenvalues.
 * @param {Covariance} covariance
 * @returns {Ellipse}
 */
export function ellipse({ a, b, c }) {
  const middle = (a + c) / 2;
  const half = Math.hypot((a - c) / 2, b);
  return {
    rx: Math.sqrt(Math.max(0, middle + half)),
    ry: Math.sqrt(Math.max(0, middle - half)),
    angle: half === 0 ? 0 : Math.atan2(2 * b, a - c) / 2,
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
 * The covariance with a 1-sigma ellipse: R diag(rx², ry²) Rᵀ, where R turns by its angle.
 * @param {Ellipse} shape
 * @returns {Covariance}
 */
export function covarianceOf({ rx, ry, angle }) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [p, q] = [rx * rx, ry * ry];
  return {
    a: p * cos * cos + q * sin * sin,
    b: (p - q) * cos * sin,
    c: p * sin * sin + q * cos * cos,
  };
}

/**
 * The covariance in data units of one that is drawn: the inverse of `onScreen`.
 * @param {Covariance} drawn
 * @param {number} sx
 * @param {number} sy
 * @returns {Covariance}
 */
export function inUnits({ a, b, c }, sx, sy) {
  return { a: a / (sx * sx), b: -b / (sx * sy), c: c / (sy * sy) };
}

/**
 * Whether two covariances are the same but for rounding.
 * @param {Covariance} one
 * @param {Covariance} other
 */
export function alike(one, other) {
  const rounding = 1e-9 * (one.a + one.c);
  const apart = [one.a - other.a, one.b - other.b, one.c - other.c];
  return apart.every((difference) => Math.abs(difference) <= rounding);
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
