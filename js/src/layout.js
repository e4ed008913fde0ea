// @ts-check
// Where the points are in the plot. It is laid out anew when the data, the axes or the width change; while
// points are edited by hand, only when they no longer fit: nothing moves away under the hand.
import { glideLayout } from "./glide.js";
import { sizesOf } from "./points.js";
import { extent, geometry } from "./scale.js";

/** @typedef {import("./scale.js").Geometry} Geometry */
/** @typedef {import("./scale.js").Range} Range */
/** @typedef {"free" | "steady" | "held"} Stage  how free it is: a tool is on, or a hand is at the points */

const FALLBACK_WIDTH = 560;
const STILL = "(prefers-reduced-motion: reduce)";
/** A plot this much too wide for its data is laid out anew. */
const LOOSE = 1.4;

/**
 * @param {HTMLElement} plot
 * @param {ReturnType<typeof import("./scene.js").createScene>} scene
 * @param {import("./room.js").Room} room
 */
export function createLayout(plot, scene, room) {
  const page = plot.ownerDocument;
  /** @type {Geometry | null} */
  let layout = null;
  /** @type {unknown[]} */
  let laidOut = [];
  /** @type {unknown[]} */
  let frame = [];

  /** Whether motion is wanted. */
  const still = page.defaultView?.matchMedia?.(STILL);
  const moving = () => !still?.matches;

  return {
    moving,
    /** @returns {Geometry | null} */
    get geometry() {
      return layout;
    },
    /**
     * @param {import("./shown.js").Snapshot} now
     * @param {import("./film.js").Film} film
     * @param {import("./model.js").Points} had  Python's, which the film is of
     * @param {Stage} stage
     * @returns {{geometry: Geometry, placed: boolean}} placed: the points are drawn anew
     */
    lay(now, film, had, stage) {
      const width = room.widthOf(plot) || layout?.width || FALLBACK_WIDTH;
      const { axes } = now;
      const { points, weights } = now.edited ?? { points: had, weights: now.weights };
      const { values, n, d } = points;
      const around = [width, page.defaultView?.devicePixelRatio, ...axes];
      const next = [...around, values, weights, film.total, stage];
      if (layout && same(next, laidOut)) return { geometry: layout, placed: false };
      const [xRange, yRange] = axes.map((axis) => extent(values, axis, d));
      const from = same(around, frame) ? layout : null;
      [laidOut, frame] = [next, around];
      const stays = stage === "held" || (stage === "steady" && from && suits(from, xRange, yRange));
      const to = from && stays ? from : geometry(width, xRange, yRange);
      layout = to;
      const sizes = weights?.length === n ? sizesOf(weights, film.total / n) : null;
      scene.placePoints(values, n, d, axes, to, sizes);
      // What a hand did to the data, the eye can follow.
      if (from && !alike(from, to) && now.deed && moving()) glideLayout(scene.layers, from, to);
      return { geometry: to, placed: true };
    },
  };
}

/**
 * @param {unknown[]} a
 * @param {unknown[]} b
 */
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/**
 * @param {Geometry} a
 * @param {Geometry} b
 */
const alike = (a, b) => same([...a.xDomain, ...a.yDomain], [...b.xDomain, ...b.yDomain]);

/**
 * Whether all points still have room in a plot, and fill it.
 * @param {Geometry} layout
 * @param {Range} xRange  of the points
 * @param {Range} yRange
 */
export function suits(layout, xRange, yRange) {
  const fresh = geometry(layout.width, xRange, yRange);
  return (
    layout.equal === fresh.equal &&
    holds(layout.xDomain, xRange, fresh.xDomain) &&
    holds(layout.yDomain, yRange, fresh.yDomain)
  );
}

/**
 * @param {Range} domain
 * @param {Range} range
 * @param {Range} wanted
 */
const holds = ([low, high], range, wanted) =>
  low <= range[0] && range[1] <= high && high - low <= LOOSE * (wanted[1] - wanted[0]);
