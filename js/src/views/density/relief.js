// @ts-check
// A mixture's density, as Python sends it, as paths in the plot's pixels: view data in, shapes out.

import { DENSITY } from "../../words/index.js";
import { closedCurve, openCurve, rings } from "./contours.js";

/** @import { Geometry, ViewData, Place } from "../../types.js" */
/** @import { Point } from "./contours.js" */
/** @import { Doubts } from "./shade.js" */

/** Shares whose contours carry a label. */
const LABELLED = [0.1, 0.5, 0.9];
/** How far from a label other labels, means and the plot's edges stay, in pixels. */
const ROOM = { label: 34, mean: 24, edge: 18 };
/** The height of a marginal, as a part of the plot's, and at most in pixels. */
const HILL = { part: 0.11, most: 42 };

/**
 * @typedef {object} Relief  of one frame
 * @property {string[]} contours  paths, in the order of the shares
 * @property {boolean[]} strong  whether a contour carries a label
 * @property {{at: Place, text: string}[]} labels
 * @property {Doubts} doubts
 * @property {string[]} marginals  paths: along the bottom, along the right edge
 */

/** @param {ViewData} viewData */
export function readRelief(viewData) {
  const { extent, wide, frames, shares, axes } = viewData.header;
  const [, size] = viewData.shape("log_density");
  const [, fine] = viewData.shape("entropy");
  const grid = { size, extent };
  const [heights, entropy, levels, alongX, alongY] = [
    "log_density",
    "entropy",
    "levels",
    "marginal_x",
    "marginal_y",
  ].map(viewData.section);
  /** @type {Map<number, Relief>} */
  const made = new Map();
  /** @type {Geometry | null} */
  let laidOut = null;

  /**
   * @param {number} f
   * @param {Geometry} geometry
   * @param {Place[]} means  in pixels, for labels to keep clear of
   * @returns {Relief}
   */
  function make(f, geometry, means) {
    const cells = size * size;
    const own = heights.subarray(f * cells, (f + 1) * cells);
    /** @type {Point[][][]} */
    const around = shares.map((/** @type {number} */ _, /** @type {number} */ s) =>
      rings(own, grid, levels[f * shares.length + s]).map((ring) =>
        ring.map(([u, v]) => /** @type {Point} */ ([geometry.x(u), geometry.y(v)])),
      ),
    );
    /** @type {Relief["labels"]} */
    const labels = [];
    for (const share of LABELLED) {
      const taken = labels.map((label) => label.at);
      const at = place(around[shares.indexOf(share)] ?? [], geometry, taken, means);
      if (at) labels.push({ at, text: DENSITY.share(share) });
    }
    return {
      contours: around.map((lines) => lines.map(closedCurve).join("")),
      strong: shares.map((/** @type {number} */ share) => LABELLED.includes(share)),
      labels,
      doubts: {
        values: entropy.subarray(f * fine ** 2, (f + 1) * fine ** 2),
        ...{ size: fine, extent: wide },
      },
      marginals: marginals(
        alongX.subarray(f * size, (f + 1) * size),
        alongY.subarray(f * size, (f + 1) * size),
        extent,
        geometry,
      ),
    };
  }

  return {
    /** @type {[number, number]} */
    axes,
    /** @type {number[]} */
    shares,
    /**
     * The relief of a frame, or of the nearest that there is; each is made once.
     * @param {number} frame
     * @param {Geometry} geometry
     * @param {Place[]} means  in pixels
     */
    at(frame, geometry, means) {
      if (laidOut !== geometry) made.clear();
      laidOut = geometry;
      const f = nearest(frames, frame);
      const known = made.get(f);
      const found = known ?? make(f, geometry, means);
      if (!known) made.set(f, found);
      return found;
    },
  };
}

/**
 * The number of the frame that is nearest to a wanted one.
 * @param {number[]} frames
 * @param {number} wanted
 */
export function nearest(frames, wanted) {
  const apart = frames.map((frame) => Math.abs(frame - wanted));
  return apart.indexOf(Math.min(...apart));
}

/**
 * A place for a label on a contour: the lowest that is clear of other labels, of means and of edges.
 * @param {Point[][]} lines
 * @param {Geometry} geometry
 * @param {Place[]} labels
 * @param {Place[]} means
 * @returns {Place | null}
 */
function place(lines, { width, top, bottom }, labels, means) {
  /** @type {Place | null} */
  let best = null;
  for (const [x, y] of lines.flat()) {
    if (best && y <= best.y) continue;
    const inside = x > ROOM.edge && x < width - ROOM.edge && y > top + 12 && y < bottom - 10;
    if (!inside || !clear(labels, x, y, ROOM.label) || !clear(means, x, y, ROOM.mean)) continue;
    best = { x, y };
  }
  return best;
}

/** @param {Place[]} places @param {number} x @param {number} y @param {number} room */
const clear = (places, x, y, room) =>
  places.every((other) => Math.hypot(other.x - x, other.y - y) >= room);

/**
 * The densities along both axes as hills that stand on the plot's edges, each as high as there is
 * room.
 * @param {ArrayLike<number>} alongX
 * @param {ArrayLike<number>} alongY
 * @param {[number, number, number, number]} extent
 * @param {Geometry} geometry
 */
function marginals(alongX, alongY, [left, right, bottom, top], geometry) {
  const tallest = Math.min(HILL.most, HILL.part * (geometry.bottom - geometry.top));
  /**
   * @param {ArrayLike<number>} values
   * @param {number} low
   * @param {number} high
   * @param {(place: number, height: number) => Point} on
   */
  const hill = (values, low, high, on) => {
    const scale = tallest / (Math.max(...Array.from(values)) || 1);
    const step = (high - low) / values.length;
    const line = Array.from(values, (value, i) => on(low + (i + 0.5) * step, scale * value));
    return openCurve([on(low, 0), ...line, on(high, 0)]);
  };
  return [
    hill(alongX, left, right, (place, height) => [geometry.x(place), geometry.bottom - height]),
    hill(alongY, bottom, top, (place, height) => [geometry.width - height, geometry.y(place)]),
  ];
}
