// @ts-check
// Handles of the shapes: two squares on every component's two-sigma ellipse.
import { html, keep, px, set } from "./dom.js";
import { inside } from "./drag.js";
import { covarianceOf, degrees, ellipse, inUnits, onScreen } from "./ellipse.js";
import { along, end, free, limits, pose, pulled, resized } from "./ends.js";
import { glideFrom } from "./glide.js";
import { createGrips, point } from "./grip.js";
import * as words from "./words/index.js";

/** @typedef {import("./film.js").Component} Component */
/** @typedef {import("./scale.js").Geometry} Geometry */
/** @typedef {import("./spread.js").Place} Place */
/** @typedef {import("./ends.js").Pose} Pose */
/** @typedef {import("./ends.js").Axis} Axis */

/**
 * @typedef {object} Reshaping
 * @property {(k: number, covariance: import("./ellipse.js").Covariance) => void} hold  in data units
 * @property {() => void} drop
 * @property {() => void} cancel
 * @property {() => void} pick  a tap on a square: the next tap says where it goes
 */

/**
 * @typedef {object} Shaped
 * @property {Geometry} geometry
 * @property {Component[]} mixture  none while shapes have no handles
 * @property {Place[]} badges  where the numbers are drawn
 * @property {string[]} colours
 * @property {[number, number]} digits
 * @property {boolean} glide  whether to move there from the last frame
 */

/** So many components show their squares all at once; of more, the one that is pointed at or focused. */
const MOST_AT_ONCE = 4;
/** Arrow keys change a half-axis by this share of the longest, and turn by a degree; ten times that with Shift. */
const NUDGE = 0.005;
const DEGREE = Math.PI / 180;

/** By how much a key changes length, width and rotation, anticlockwise. @type {Record<string, [number, number, number]>} */
const KEYS = {
  ArrowUp: [1, 0, 0],
  ArrowDown: [-1, 0, 0],
  ArrowRight: [0, 1, 0],
  ArrowLeft: [0, -1, 0],
  PageUp: [0, 0, 1],
  PageDown: [0, 0, -1],
};
/** And to which rotation. @type {Record<string, number>} */
const TURNS = { Home: 0, End: Math.PI / 2 };

/**
 * @param {HTMLElement} means  the layer of their handles: to point at one is to point at its shape
 * @param {Reshaping} moves
 */
export function createShapes(means, moves) {
  const node = html("div", { class: "shapers", role: "group", "aria-label": words.SHAPES.group });
  /** @type {Shaped | null} */
  let now = null;
  /** @type {Pose[]} */
  let poses = [];
  /** Those of before what the hand does. @type {Pose[] | null} */
  let before = null;
  /** The square in the hand, and how much further out it is drawn. */
  let hand = { k: -1, axis: 0, gap: 0 };
  /** @type {{k: number, axis: Axis} | null} the square that was tapped and waits for its destination */
  let picked = null;
  let chosen = 0;
  /** @type {Place[]} */
  let drawn = [];

  /** @param {Element} part */
  const number = (part) => Number(/** @type {HTMLElement} */ (part.closest("[data-k]")).dataset.k);
  /** @param {Element} part */
  const inputs = (part) =>
    /** @type {HTMLInputElement[]} */ ([
      .../** @type {Element} */ (part.closest(".shaper")).querySelectorAll("input"),
    ]);
  /** @param {HTMLElement} square */
  const axisOf = (square) => /** @type {Axis} */ (Number(square.dataset.axis));
  /** @param {Component} component @param {Geometry} geometry */
  const centre = ({ mean }, geometry) => ({ x: geometry.x(mean[0]), y: geometry.y(mean[1]) });

  /**
   * Give component k another shape.
   * @param {number} k
   * @param {Pose} to
   */
  function reshape(k, to) {
    if (!now) return;
    before ??= [...poses];
    poses[k] = to;
    moves.hold(k, inUnits(covarianceOf(to), now.geometry.sx, now.geometry.sy));
  }

  function drop() {
    before = null;
    hand = { k: -1, axis: 0, gap: 0 };
    moves.drop();
  }

  const grips = createGrips(node, {
    part: ".square",
    whole: ".shaper",
    grasp(square) {
      if (!now) return null;
      before = null;
      const [k, axis] = [number(square), axisOf(square)];
      point(inputs(square), axis);
      const from = poses[k];
      const { angle, reach, shown } = end(
        from,
        axis,
        centre(now.mixture[k], now.geometry),
        now.geometry,
      );
      const start = along({ x: 0, y: 0 }, angle, shown);
      return (dx, dy) => {
        if (!now || k >= now.mixture.length) return;
        hand = { k, axis, gap: shown - reach };
        const to = { x: start.x + dx, y: start.y + dy };
        reshape(k, pulled(from, axis, to, hand.gap, limits(now.geometry)));
      };
    },
    tap(square) {
      const [k, axis] = [number(square), axisOf(square)];
      picked = picked?.k === k && picked.axis === axis ? null : { k, axis };
      moves.pick();
    },
    waiting: () => picked !== null,
    forget,
    key({ key, shiftKey }, whole) {
      const k = number(whole);
      const turn = TURNS[key];
      if (!now || !(key in KEYS || turn !== undefined)) return null;
      const [long, short, turned] = KEYS[key] ?? [0, 0, 0];
      const times = shiftKey ? 10 : 1;
      const [, most] = limits(now.geometry);
      return () => {
        if (!now) return;
        const { rx, ry, angle } = poses[k];
        const to = {
          ...poses[k],
          rx: rx + long * times * NUDGE * most,
          ry: ry + short * times * NUDGE * most,
          angle: turn === undefined ? angle - turned * times * DEGREE : -turn,
        };
        reshape(k, resized(to, limits(now.geometry)));
        point(inputs(whole), long ? 0 : short ? 1 : 2);
      };
    },
    // The change is what counts, as the value is rounded.
    input(changed, whole) {
      if (!now) return;
      const k = number(whole);
      const by = Number(changed.value) - Number(changed.dataset.was);
      const which = inputs(whole).indexOf(changed);
      const { rx, ry, angle } = poses[k];
      const to = {
        ...poses[k],
        rx: rx + (which === 0 ? by : 0),
        ry: ry + (which === 1 ? by : 0),
        angle: angle - (which === 2 ? by * DEGREE : 0),
      };
      reshape(k, resized(to, limits(now.geometry)));
    },
    drop,
    cancel() {
      poses = before ?? poses;
      before = null;
      hand = { k: -1, axis: 0, gap: 0 };
      moves.cancel();
    },
  });

  function forget() {
    if (!picked) return;
    picked = null;
    moves.pick();
  }

  /** @param {Event} event */
  function choose(event) {
    const found = /** @type {Element} */ (event.target).closest("[data-k]");
    if (!found || chosen === number(found)) return;
    chosen = number(found);
    mark();
  }
  for (const layer of [means, node]) {
    layer.addEventListener("pointerover", choose);
    layer.addEventListener("focusin", choose);
  }

  function mark() {
    const few = node.children.length <= MOST_AT_ONCE;
    [...node.children].forEach((group, k) => {
      set(group, { "data-away": !few && k !== chosen });
    });
  }

  /**
   * @param {Shaped} next
   * @param {number} k
   */
  function settle({ geometry, mixture, badges }, k) {
    const found = ellipse(onScreen(mixture[k].covariance, geometry.sx, geometry.sy));
    return pose(found, poses[k], free(centre(mixture[k], geometry), badges, geometry));
  }

  return {
    node,
    /** @param {Shaped} next */
    update(next) {
      now = next;
      const { geometry, mixture, colours, digits } = next;
      const groups = keep(node, mixture.length, makeShape);
      poses = mixture.map((_, k) => settle(next, k));
      if (picked && picked.k >= mixture.length) picked = null;
      if (chosen >= mixture.length) chosen = 0;
      mark();
      const from = drawn;
      drawn = [];
      const [least, most] = limits(geometry);
      groups.forEach((group, k) => {
        group.style.setProperty("--of", colours[k]);
        const middle = centre(mixture[k], geometry);
        group.style.setProperty("--x", `${px(middle.x)}px`);
        group.style.setProperty("--y", `${px(middle.y)}px`);
        for (const axis of /** @type {const} */ ([0, 1])) {
          const square = /** @type {HTMLElement} */ (group.children[axis]);
          const { angle, reach, shown } = end(poses[k], axis, middle, geometry);
          const held = hand.k === k && hand.axis === axis;
          const out = held ? Math.max(0, reach + hand.gap) : shown;
          const at = inside(geometry, along(middle, angle, out));
          square.style.left = `${px(at.x)}px`;
          square.style.top = `${px(at.y)}px`;
          square.style.setProperty("--turn", `${px(degrees(angle))}deg`);
          square.style.setProperty("--gap", `${px(Math.max(0, out - reach))}px`);
          set(square, {
            "data-held": held,
            "data-picked": picked?.k === k && picked.axis === axis,
          });
          if (next.glide && from.length) glideFrom(square, from[drawn.length] ?? at, at);
          drawn.push(at);
        }
        const { rx, ry, angle } = poses[k];
        const turned = -degrees(angle) - 180 * Math.round(-degrees(angle) / 180);
        const texts = [
          words.halfAxis(reached(poses[k], rx, 0, geometry), digits, geometry.equal),
          words.halfAxis(reached(poses[k], ry, 1, geometry), digits, geometry.equal),
          words.rotation(turned),
        ];
        [rx, ry, turned].forEach((value, i) => {
          const input = inputs(group)[i];
          const range =
            i < 2 ? { min: least, max: most, step: NUDGE * most } : { min: -90, max: 90, step: 1 };
          set(input, { ...range, "aria-valuetext": texts[i] });
          input.value = String(value);
          input.dataset.was = input.value;
        });
      });
    },
    /** The component with a square that was tapped. */
    get picked() {
      return picked?.k ?? null;
    },
    /** What the next tap does, in words. */
    get hint() {
      return picked ? words.pickedShape(picked.k) : "";
    },
    forget,
    /**
     * The second one of tap and tap: where the picked square goes.
     * @param {number} x
     * @param {number} y
     */
    tap(x, y) {
      if (!picked || !now) return false;
      const { k, axis } = picked;
      picked = null;
      const middle = centre(now.mixture[k], now.geometry);
      const to = { x: x - middle.x, y: y - middle.y };
      reshape(k, pulled(poses[k], axis, to, 0, limits(now.geometry)));
      drop();
      return true;
    },
    destroy: grips.destroy,
  };
}

/**
 * Where a half-axis of one sigma ends, from the mean, in data units.
 * @param {Pose} pose
 * @param {number} radius
 * @param {Axis} axis
 * @param {Geometry} geometry
 * @returns {[number, number]}
 */
function reached({ angle }, radius, axis, { sx, sy }) {
  const { x, y } = along({ x: 0, y: 0 }, angle + (axis * Math.PI) / 2, radius);
  return [Math.abs(x / sx), Math.abs(y / sy)];
}

/** @param {number} k */
function makeShape(k) {
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
