// @ts-check
// The layout of the plot. It is computed again when the data, the axes or the size change; while points
// are edited by hand, and for another number of components, only when the contents no longer fit, so that
// nothing moves away under the pointer.
import { glideLayout } from "../dom/index.js";
import { extent, framed, geometry, reach, widened } from "../geometry/index.js";
import { sizesOf } from "./points.js";

/** @import { Beside, Film, Geometry, Points, Range, Widths, Snapshot } from "../types.js" */
/** @import { createScene } from "./scene.js" */

/** @typedef {"free" | "steady" | "held"} Stage  how free it is: a tool is on, or a hand is at the points */

const FALLBACK_WIDTH = 560;
const STILL = "(prefers-reduced-motion: reduce)";
/** A plot this much too wide for its data gets a new layout. */
const LOOSE = 1.4;

/**
 * @param {HTMLElement} plot
 * @param {ReturnType<typeof createScene>} scene
 * @param {Widths} widths
 */
export function createLayout(plot, scene, widths) {
  const page = plot.ownerDocument;
  /** @type {Geometry | null} */
  let layout = null;
  /** @type {unknown[]} */
  let laidOut = [];
  /** @type {unknown[]} */
  let frame = [];
  /** What was drawn last. @type {{points: unknown, K: number}} */
  let of = { points: null, K: 0 };
  /** The start that the plot holds, and what it is of. @type {{of: unknown[], ranges: Range[]}} */
  let start = { of: [], ranges: [] };

  /** Whether motion is wanted. */
  const still = page.defaultView?.matchMedia?.(STILL);
  const moving = () => !still?.matches;

  /**
   * The ranges that a plot is to hold: the data's, and the ellipses' of the start that these first had. A mean
   * that is dragged elsewhere does not move the plot.
   * @param {Film} film
   * @param {Points} points
   * @param {Float64Array | null} weights
   * @param {[number, number]} axes
   */
  function rangesOf(film, { values, d }, weights, axes) {
    const its = [values, film.K, ...axes];
    if (!same(its, start.of)) start = { of: its, ranges: reach(film.mixture(0, axes)) };
    return axes.map((axis, i) => widened(extent(values, axis, d, weights), start.ranges[i]));
  }

  return {
    moving,
    /** @returns {Geometry | null} */
    get geometry() {
      return layout;
    },
    /**
     * @param {Snapshot} now
     * @param {Film} film
     * @param {Points} had  Python's, which the film is of
     * @param {Stage} stage
     * @param {Beside | null} [beside]  whose ranges its plot has, if it draws the same axes
     * @param {[Range, Range] | null} [exact]  what the plot is to show, and no more
     * @returns {{geometry: Geometry, placed: boolean}} placed: the points are drawn again
     */
    lay(now, film, had, stage, beside = null, exact = null) {
      const size = widths.of(plot);
      const width = size.width || layout?.width || FALLBACK_WIDTH;
      const height = size.width ? size.height : layout?.height;
      const { axes } = now;
      const { points, weights: given } = now.edited ?? { points: had, weights: now.weights };
      const { values, n, d } = points;
      const weights = given?.length === n ? given : null;
      const common = beside && String(beside.axes) === String(axes) ? beside.ranges : null;
      const around = [
        width,
        height,
        page.defaultView?.devicePixelRatio,
        ...axes,
        String([common, exact]),
      ];
      const next = [...around, values, weights, film.total, film.K, stage];
      if (layout && same(next, laidOut)) return { geometry: layout, placed: false };
      const [xRange, yRange] = common ?? rangesOf(film, points, weights, axes);
      const from = same(around, frame) ? layout : null;
      const recounted = had === of.points && film.K !== of.K;
      [laidOut, frame, of] = [next, around, { points: had, K: film.K }];
      const steady = stage === "steady" || recounted;
      const fits = exact !== null || (from && suits(from, xRange, yRange, height));
      const stays = stage === "held" || (steady && fits);
      const to =
        from && stays
          ? from
          : exact
            ? framed(width, exact, height)
            : geometry(width, xRange, yRange, height);
      layout = to;
      const counting = weights?.filter((weight) => weight > 0).length ?? n;
      const sizes = weights && sizesOf(weights, film.total / counting);
      scene.placePoints(values, n, d, axes, to, sizes);
      // What a hand did, the eye can follow.
      const done = now.deed || recounted;
      if (from && !alike(from, to) && done && moving()) glideLayout(scene.layers, from, to);
      return { geometry: to, placed: true };
    },
  };
}

/** @param {unknown[]} a @param {unknown[]} b */
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

/** @param {Geometry} a @param {Geometry} b */
const alike = (a, b) => same([...a.xDomain, ...a.yDomain], [...b.xDomain, ...b.yDomain]);

/**
 * Whether all points still have room in a plot, and fill it.
 * @param {Geometry} layout
 * @param {Range} xRange  of the points
 * @param {Range} yRange
 * @param {number} [height]
 */
export function suits(layout, xRange, yRange, height) {
  const fresh = geometry(layout.width, xRange, yRange, height);
  return (
    layout.equal === fresh.equal &&
    holds(layout.xDomain, xRange, fresh.xDomain) &&
    holds(layout.yDomain, yRange, fresh.yDomain)
  );
}

/** @param {Range} domain @param {Range} range @param {Range} wanted */
const holds = ([low, high], range, wanted) =>
  low <= range[0] && range[1] <= high && high - low <= LOOSE * (wanted[1] - wanted[0]);
