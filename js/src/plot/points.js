// @ts-check
// The point layer: SVG circles, or one canvas when there are many. Same interface for both.
import { keep, px, set, svg } from "../dom/index.js";
import { createStamper, stamps } from "./discs.js";

/** @import { Colour, Geometry } from "../types.js" */

/**
 * @typedef {ArrayLike<number> | null} Sizes  by how much each radius differs from the usual; null: not at all
 */
/**
 * @typedef {object} PointLayer
 * @property {Element} node
 * @property {(xs: Float64Array, ys: Float64Array, geometry: Geometry, sizes: Sizes) => void} place  in pixels
 * @property {(codes: Uint32Array, colours: Colour[]) => void} paint  which of the colours each point has
 */

/** SVG holds 60 frames a second to about this many recoloured circles. */
export const MOST_CIRCLES = 2000;
/** Up to this number of points, colours fade into each other. */
const MOST_GLIDING = 800;
/** How opaque one of them is, so that where many lie is seen. */
const INK = 0.7;
/** Beyond this, soft edges cost too much. */
const MOST_SOFT = 20000;

/** @param {number} n @param {number} width of the plot */
export function radius(n, width) {
  const size = n > 20000 ? 1.2 : n > 5000 ? 1.7 : n > MOST_CIRCLES ? 2.2 : n > 800 ? 2.8 : 3.3;
  return width < 460 ? Math.min(2.5, size) : size;
}

/** Radii, in those of a usual point: one that can still be seen, and one that does not hide its neighbours. */
const [LEAST, MOST] = [0.5, 2];

/**
 * Radii whose areas tell the weights: a point of the usual weight has the usual radius.
 * @param {ArrayLike<number>} weights
 * @param {number} usual
 */
export const sizesOf = (weights, usual) =>
  Float32Array.from(weights, (weight) =>
    Math.max(LEAST, Math.min(MOST, Math.sqrt(weight / usual) || 0)),
  );

/** A layer for this number of points. @param {number} n @returns {PointLayer} */
export const createPointLayer = (n) => (n > MOST_CIRCLES ? createCanvas() : createCircles());

/** @returns {PointLayer} */
function createCircles() {
  const node = svg("svg", { class: "points", "aria-hidden": "true" });
  /** @type {SVGCircleElement[]} */
  let circles = [];
  /** @type {string[]} */
  const fills = [];
  return {
    node,
    place(xs, ys, { width, height }, sizes) {
      const n = xs.length;
      node.classList.toggle("soft", n <= MOST_GLIDING);
      circles = keep(node, n, () => svg("circle"));
      fills.length = n;
      set(node, { viewBox: `0 0 ${width} ${height}` });
      const r = radius(n, width);
      circles.forEach((circle, i) => {
        set(circle, { cx: px(xs[i]), cy: px(ys[i]), r: sizes ? px(r * sizes[i]) : r });
      });
    },
    paint(codes, colours) {
      circles.forEach((circle, i) => {
        const { css } = colours[codes[i]];
        if (fills[i] === css) return;
        fills[i] = css;
        circle.setAttribute("fill", css);
      });
    },
  };
}

/** @returns {PointLayer} */
function createCanvas() {
  const node = document.createElement("canvas");
  node.className = "points";
  node.setAttribute("aria-hidden", "true");
  /** @type {ReturnType<typeof createStamper> | null} */
  let stamper = null;
  return {
    node,
    place(xs, ys, { width, height }, sizes) {
      const ratio = node.ownerDocument.defaultView?.devicePixelRatio ?? 1;
      node.width = Math.round(width * ratio);
      node.height = Math.round(height * ratio);
      const [left, top] = [xs, ys].map((each) => each.map((place) => place * ratio));
      const discs = stamps(radius(xs.length, width) * ratio, xs.length <= MOST_SOFT, sizes);
      stamper = createStamper(node.width, node.height, left, top, discs, INK);
    },
    paint(codes, colours) {
      const context = node.getContext("2d");
      if (!context || !stamper || !node.width || !node.height) return;
      stamper.stamp(codes, colours);
      const { data, stride, margin } = stamper;
      context.putImageData(new ImageData(data, stride), -margin, -margin);
    },
  };
}
