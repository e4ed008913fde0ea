// @ts-check
// The ends of an ellipse's axes: where they are drawn, and the ellipse that results from dragging one.
// Pure geometry, in the plot's pixels.
import { alike, covarianceOf } from "../geometry/index.js";

/** @import { Ellipse, Geometry, Place } from "../types.js" */

/**
 * An ellipse with one end of each axis to pull on: at its angle, and a quarter turn to one side.
 * @typedef {Ellipse & {side: 1 | -1}} Pose
 */

/** @typedef {0 | 1} Axis  0: the long one, which also turns; 1: the one across */

/** @typedef {{angle: number, reach: number, shown: number}} End  distances from the mean: of two sigmas, and as drawn */

/** An end stays this far from the mean, so that both can be grabbed. */
const NEAR = 34;
/** An end this close to a number, or to the border of the plot, is hard to get at. */
const [CLEAR, MARGIN] = [28, 8];
/** The least half-axis that a hand can make; a hand this close to the mean turns nothing. */
const LEAST = 3;

/**
 * What a hand may make of a half-axis: visible, and no longer than the plot.
 * @param {Geometry} plot
 * @returns {[number, number]}
 */
export const limits = ({ width, top, bottom }) => [LEAST, Math.hypot(width, bottom - top) / 2];

/** @param {Pose} pose @param {Axis} axis */
const direction = ({ angle, side }, axis) => angle + (axis * side * Math.PI) / 2;

/**
 * The ends of an ellipse: those of before while it is the same one, else the nearest to them that
 * can be got at.
 * @param {Ellipse} found
 * @param {Pose | undefined} last
 * @param {(angle: number, reach: number) => boolean} free  whether an end can be got at
 * @returns {Pose}
 */
export function pose(found, last, free) {
  if (last && alike(covarianceOf(found), covarianceOf(last))) return last;
  /** @param {number} angle @param {number} towards @param {number} radius */
  const choose = (angle, towards, radius) => {
    const near = Math.cos(angle - towards) >= -1e-9 ? angle : angle + Math.PI;
    const other = near + Math.PI;
    return free(other, 2 * radius) && !free(near, 2 * radius) ? other : near;
  };
  // At first the upper ends; of a level axis the right one.
  const angle = choose(found.angle, last ? last.angle : -Math.PI / 2 + 1e-3, found.rx);
  const across = angle - Math.PI / 2;
  const towards = last ? direction(last, 1) : -Math.PI / 2;
  const second = choose(across, towards, found.ry);
  return { ...found, angle, side: Math.sin(second - angle) > 0 ? 1 : -1 };
}

/**
 * Whether an end is inside the plot and away from the numbers.
 * @param {Place} centre
 * @param {Place[]} badges
 * @param {Geometry} plot
 * @returns {(angle: number, reach: number) => boolean}
 */
export const free = (centre, badges, plot) => (angle, reach) => {
  const { x, y } = along(centre, angle, Math.max(NEAR, reach));
  const wide = x > MARGIN && x < plot.width - MARGIN;
  const high = y > plot.top + MARGIN && y < plot.bottom - MARGIN;
  return wide && high && badges.every((at) => Math.hypot(at.x - x, at.y - y) >= CLEAR);
};

/**
 * An end as it is drawn: apart from the mean, and inside the plot.
 * @param {Pose} pose
 * @param {Axis} axis
 * @param {Place} centre
 * @param {Geometry} plot
 * @returns {End}
 */
export function end(pose, axis, centre, plot) {
  const angle = direction(pose, axis);
  const reach = 2 * (axis ? pose.ry : pose.rx);
  return { angle, reach, shown: Math.max(NEAR, Math.min(reach, border(centre, angle, plot))) };
}

/**
 * Pull an end to a place. The first turns the ellipse, too; the second only moves along its axis.
 * @param {Pose} from
 * @param {Axis} axis
 * @param {Place} to  from the centre
 * @param {number} gap  by how much the end was drawn further out than it is
 * @param {[number, number]} limits
 * @returns {Pose}
 */
export function pulled(from, axis, to, gap, limits) {
  const away = Math.hypot(to.x, to.y);
  const angle = direction(from, axis);
  const turned = axis === 0 && away > LEAST ? Math.atan2(to.y, to.x) : from.angle;
  const reach = axis === 0 ? away : to.x * Math.cos(angle) + to.y * Math.sin(angle);
  const radius = (reach - gap) / 2;
  return resized({ ...from, angle: turned, ...(axis ? { ry: radius } : { rx: radius }) }, limits);
}

/** The half-axes clamped to the limits. @param {Pose} pose @param {[number, number]} limits @returns {Pose} */
export function resized(pose, [least, most]) {
  /** @param {number} radius */
  const clamp = (radius) => Math.max(least, Math.min(most, radius));
  return { ...pose, rx: clamp(pose.rx), ry: clamp(pose.ry) };
}

/** @param {Place} centre @param {number} angle @param {number} distance @returns {Place} */
export const along = ({ x, y }, angle, distance) => ({
  x: x + distance * Math.cos(angle),
  y: y + distance * Math.sin(angle),
});

/**
 * How far the border of the plot is from a place inside it.
 * @param {Place} from
 * @param {number} angle
 * @param {Geometry} plot
 */
function border({ x, y }, angle, { width, top, bottom }) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const across = cos > 0 ? (width - x) / cos : cos < 0 ? -x / cos : Number.POSITIVE_INFINITY;
  const up = sin > 0 ? (bottom - y) / sin : sin < 0 ? (top - y) / sin : Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(across, up));
}
