// @ts-check
// The handles of one component's shape: two squares on its two-sigma ellipse, and three sliders.
import { html, px, set } from "../dom/index.js";
import { degrees } from "../geometry/index.js";
import * as words from "../words/index.js";
import { along, end, limits } from "./axisends.js";
import { inside } from "./meanhandles.js";

/** @import { Geometry, Place } from "../types.js" */
/** @import { Axis, Pose } from "./axisends.js" */

/** @typedef {{axis: Axis, gap: number}} Hand  a square in the hand, drawn further out than its end */

/** A key changes a half-axis by this share of the longest. */
export const NUDGE = 0.005;
const AXES = /** @type {const} */ ([0, 1]);

/** @param {number} k */
export function makeShaper(k) {
  const label = words.shape(k);
  const range = { type: "range", "aria-description": label.keys };
  return html(
    "div",
    { class: "shaper", role: "group", "aria-label": label.group, "data-k": k },
    html("span", { class: "square", "data-axis": 0, title: label.long }),
    html("span", { class: "square", "data-axis": 1, title: label.short }),
    html("input", { ...range, "aria-label": label.length }),
    html("input", { ...range, "aria-label": label.width, tabindex: -1 }),
    html("input", { ...range, "aria-label": label.rotation, tabindex: -1 }),
  );
}

/**
 * @param {HTMLElement} group
 * @param {object} now
 * @param {Pose} now.pose
 * @param {Place} now.middle  where the mean is
 * @param {Geometry} now.geometry
 * @param {string} now.colour
 * @param {[number, number]} now.digits
 * @param {Hand | null} now.hand
 * @param {Axis | null} now.picked  the square that was tapped
 * @returns {Place[]} where the two squares are
 */
export function drawShaper(group, { pose, middle, geometry, colour, digits, hand, picked }) {
  style(group, { "--of": colour, "--x": pixels(middle.x), "--y": pixels(middle.y) });
  const [first, second, ...inputs] = /** @type {HTMLElement[]} */ ([...group.children]);
  slide(/** @type {HTMLInputElement[]} */ (inputs), pose, geometry, digits);
  return AXES.map((axis) => {
    const { angle, reach, shown } = end(pose, axis, middle, geometry);
    const held = hand?.axis === axis;
    const out = held ? Math.max(0, reach + hand.gap) : shown;
    const at = inside(geometry, along(middle, angle, out));
    const square = axis ? second : first;
    style(square, {
      left: pixels(at.x),
      top: pixels(at.y),
      "--turn": `${px(degrees(angle))}deg`,
      "--gap": pixels(Math.max(0, out - reach)),
    });
    set(square, { "data-held": held, "data-picked": picked === axis });
    return at;
  });
}

/**
 * @param {HTMLInputElement[]} inputs  length, width, rotation
 * @param {Pose} pose
 * @param {Geometry} geometry
 * @param {[number, number]} digits
 */
function slide(inputs, { rx, ry, angle }, geometry, digits) {
  const [least, most] = limits(geometry);
  const turned = -degrees(angle) - 180 * Math.round(-degrees(angle) / 180);
  const half = { min: least, max: most, step: NUDGE * most };
  const turn = { min: -90, max: 90, step: 1 };
  const texts = [
    words.halfAxis(reached(rx, angle, geometry), digits, geometry.equal),
    words.halfAxis(reached(ry, angle + Math.PI / 2, geometry), digits, geometry.equal),
    words.rotation(turned),
  ];
  [rx, ry, turned].forEach((value, i) => {
    set(inputs[i], { ...(i < 2 ? half : turn), "aria-valuetext": texts[i] });
    inputs[i].value = String(value);
    inputs[i].dataset.was = inputs[i].value;
  });
}

/**
 * How far from the mean, in data units, a half-axis of one sigma ends.
 * @param {number} radius
 * @param {number} angle
 * @param {Geometry} geometry
 * @returns {[number, number]}
 */
const reached = (radius, angle, { sx, sy }) => [
  Math.abs((radius * Math.cos(angle)) / sx),
  Math.abs((radius * Math.sin(angle)) / sy),
];

/** @param {number} value */
const pixels = (value) => `${px(value)}px`;

/** @param {HTMLElement} node @param {Record<string, string>} values */
function style(node, values) {
  for (const [name, value] of Object.entries(values)) node.style.setProperty(name, value);
}
