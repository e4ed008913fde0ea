// @ts-check
// A short transition from the last frame to this one. The document has the new frame at once: only the
// drawing lags behind, so nothing that reads or grabs it has to wait.

/** @import { Geometry } from "../types.js" */

/** @typedef {{x: number, y: number, rx: number, ry: number, turn: number}} Pose  turn in degrees */

/** Milliseconds. */
export const GLIDE = 260;
/** @type {KeyframeAnimationOptions} */
const TIMING = { duration: GLIDE, easing: "cubic-bezier(.3,.1,.2,1)" };

/**
 * The angle to start from: an ellipse looks the same after half a circle, so take the shorter way.
 * @param {number} from degrees
 * @param {number} to
 */
export const shorterWay = (from, to) => from + 180 * Math.round((to - from) / 180);

/**
 * @param {Element} group placed by a transform, holding the ellipses of two sigmas and of one
 * @param {Pose} from
 * @param {Pose} to
 */
export function glideEllipse(group, from, to) {
  const turned = { ...from, turn: shorterWay(from.turn, to.turn) };
  return [
    animate(group, { transform: pose(turned) }, { transform: pose(to) }),
    ...[...group.children].map((child, i) => animate(child, radii(from, 2 - i), radii(to, 2 - i))),
  ];
}

/**
 * @param {Element} node drawn in its new place
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 */
export function glideFrom(node, from, to) {
  const offset = `translate(${from.x - to.x}px, ${from.y - to.y}px)`;
  return animate(node, { transform: offset }, { transform: "translate(0px, 0px)" });
}

/**
 * Move the data of a plot with a new layout from where they were.
 * @param {Iterable<Element>} layers
 * @param {Geometry} from
 * @param {Geometry} to
 */
export function glideLayout(layers, from, to) {
  const [a, d] = [from.sx / to.sx, from.sy / to.sy];
  const [e, f] = [from.x(to.invertX(0)), from.y(to.invertY(0))];
  const transformOrigin = "0 0";
  for (const layer of layers) {
    animate(
      layer,
      { transform: `matrix(${a}, 0, 0, ${d}, ${e}, ${f})`, transformOrigin },
      { transform: "matrix(1, 0, 0, 1, 0, 0)", transformOrigin },
    );
  }
}

/** @param {Pose} pose */
const pose = ({ x, y, turn }) => `translate(${x}px, ${y}px) rotate(${turn}deg)`;

/** @param {Pose} pose @param {number} sigmas */
const radii = ({ rx, ry }, sigmas) => ({ rx: `${sigmas * rx}px`, ry: `${sigmas * ry}px` });

/** @param {Element} node @param {Keyframe} from @param {Keyframe} to */
function animate(node, from, to) {
  return node.animate?.([from, to], TIMING);
}
