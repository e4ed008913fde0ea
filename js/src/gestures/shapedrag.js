// @ts-check
// Dragging of shapes: how a square changes a component's ellipse, by pointer, key and tap.
import { glideFrom, html, keep, put, set } from "../dom/index.js";
import { covarianceOf, ellipse, inUnits, onScreen } from "../geometry/index.js";
import * as words from "../words/index.js";
import { along, end, free, limits, pose, pulled, resized } from "./axisends.js";
import { createGrips, point } from "./drag.js";
import { drawShaper, makeShaper, NUDGE } from "./shapesquares.js";

/** @import { Component, Covariance, Geometry, Place } from "../types.js" */
/** @import { Axis, Pose } from "./axisends.js" */
/** @import { Hand } from "./shapesquares.js" */

/**
 * @typedef {object} Reshaping
 * @property {(k: number, covariance: Covariance) => void} hold  in data units
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

/** Up to this many components all show their squares; of more, only the one that is pointed at or focused. */
const MOST_AT_ONCE = 4;
const DEGREE = Math.PI / 180;

/** By how much a key changes length, width and rotation, anticlockwise in degrees; ten times with Shift. @type {Record<string, [number, number, number]>} */
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
  /** @type {({k: number} & Hand) | null} */
  let hand = null;
  /** @type {{k: number, axis: Axis} | null} the square that was tapped and waits for its destination */
  let picked = null;
  let chosen = 0;
  /** Where the squares are, by component. @type {Place[][]} */
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

  /** Give component k another shape. @param {number} k @param {Pose} to */
  function reshape(k, to) {
    if (!now) return;
    before ??= [...poses];
    poses[k] = to;
    moves.hold(k, inUnits(covarianceOf(to), now.geometry.sx, now.geometry.sy));
  }

  function drop() {
    before = null;
    hand = null;
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
        const gap = shown - reach;
        hand = { k, axis, gap };
        const to = { x: start.x + dx, y: start.y + dy };
        reshape(k, pulled(from, axis, to, gap, limits(now.geometry)));
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
      hand = null;
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

  /** @param {Shaped} next @param {number} k */
  function settle({ geometry, mixture, badges }, k) {
    const found = ellipse(onScreen(mixture[k].covariance, geometry.sx, geometry.sy));
    return pose(found, poses[k], free(centre(mixture[k], geometry), badges, geometry));
  }

  return {
    node,
    /** @param {Shaped} next */
    update(next) {
      now = next;
      const { geometry, mixture, colours, digits, glide } = next;
      const groups = keep(node, mixture.length, makeShaper);
      put(node, { hidden: !mixture.length });
      poses = mixture.map((_, k) => settle(next, k));
      if (picked && picked.k >= mixture.length) picked = null;
      if (chosen >= mixture.length) chosen = 0;
      mark();
      const from = drawn;
      drawn = groups.map((group, k) =>
        drawShaper(group, {
          ...{ geometry, digits, pose: poses[k], middle: centre(mixture[k], geometry) },
          colour: colours[k],
          hand: hand?.k === k ? hand : null,
          picked: picked?.k === k ? picked.axis : null,
        }),
      );
      if (!glide || from.length !== drawn.length) return;
      groups.forEach((group, k) => {
        drawn[k].forEach((at, axis) => {
          glideFrom(group.children[axis], from[k][axis], at);
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
