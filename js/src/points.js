// @ts-check
// The point layer: SVG circles, or one canvas when there are many. Same interface for both.
import { keep, px, set, svg } from "./dom.js";

/** @typedef {import("./colour.js").Colour} Colour */
/** @typedef {import("./scale.js").Geometry} Geometry */

/**
 * @typedef {ArrayLike<number> | null} Sizes  by how much each radius differs from the usual; null: not at all
 */
/**
 * @typedef {object} PointLayer
 * @property {Element} node
 * @property {(xs: Float64Array, ys: Float64Array, geometry: Geometry, sizes: Sizes) => void} place  in pixels
 * @property {(colours: Colour[]) => void} paint
 */

/** SVG holds 60 frames a second to about this many recoloured circles. */
export const MOST_CIRCLES = 2000;
/** Up to so many, colours fade into each other. */
const MOST_GLIDING = 800;
/** Beyond this, soft edges cost too much. */
const MOST_SOFT = 20000;

/**
 * @param {number} n
 * @param {number} width of the plot
 */
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

/**
 * A layer that suits so many points.
 * @param {number} n
 * @returns {PointLayer}
 */
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
    paint(colours) {
      circles.forEach((circle, i) => {
        const { css } = colours[i];
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
  /** @type {Float64Array} */
  let xs = new Float64Array(0);
  /** @type {Float64Array} */
  let ys = new Float64Array(0);
  /** @type {Sizes} */
  let sizes = null;
  let ratio = 1;
  let r = 1;
  return {
    node,
    place(newXs, newYs, { width, height }, newSizes) {
      xs = newXs;
      ys = newYs;
      sizes = newSizes;
      ratio = node.ownerDocument.defaultView?.devicePixelRatio ?? 1;
      r = radius(xs.length, width);
      node.width = Math.round(width * ratio);
      node.height = Math.round(height * ratio);
    },
    paint(colours) {
      const context = node.getContext("2d");
      if (!context || !node.width || !node.height) return;
      const image = context.createImageData(node.width, node.height);
      stampAll(image, xs, ys, colours, ratio, stamps(r * ratio, xs.length <= MOST_SOFT, sizes));
      context.putImageData(image, 0, 0);
    },
  };
}

/** @typedef {{dx: Int16Array, dy: Int16Array, cover: Float32Array}} Disc */

/**
 * The pixels of a disc and how much of each it covers.
 * @param {number} r
 * @param {boolean} soft
 * @returns {Disc}
 */
export function disc(r, soft) {
  const [dx, dy, cover] = [[0], [0], [1]];
  const reach = Math.ceil(r + 0.5);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const share = Math.max(0, Math.min(1, r + 0.5 - Math.hypot(x, y)));
      if ((x === 0 && y === 0) || (soft ? share <= 0 : share < 0.5)) continue;
      dx.push(x);
      dy.push(y);
      cover.push(soft ? share : 1);
    }
  }
  return { dx: Int16Array.from(dx), dy: Int16Array.from(dy), cover: Float32Array.from(cover) };
}

/** Radii of a canvas go up in steps of this share of the usual one. */
const STEP = 0.125;

/**
 * The disc to stamp for each point: few are made, and many points share one.
 * @param {number} r of a usual point
 * @param {boolean} soft
 * @param {Sizes} sizes
 * @returns {(i: number) => Disc}
 */
export function stamps(r, soft, sizes) {
  const usual = disc(r, soft);
  if (!sizes) return () => usual;
  /** @type {Map<number, Disc>} */
  const made = new Map();
  return (i) => {
    const step = Math.round(sizes[i] / STEP);
    const found = made.get(step) ?? disc(r * step * STEP, soft);
    made.set(step, found);
    return found;
  };
}

/**
 * @param {{width: number, height: number, data: Uint8ClampedArray}} image
 * @param {Float64Array} xs
 * @param {Float64Array} ys
 * @param {Colour[]} colours
 * @param {number} ratio device pixels per pixel
 * @param {(i: number) => Disc} stamp
 */
export function stampAll({ width, height, data }, xs, ys, colours, ratio, stamp) {
  for (let i = 0; i < xs.length; i++) {
    const { dx, dy, cover } = stamp(i);
    const [red, green, blue] = colours[i].rgb;
    const cx = Math.round(xs[i] * ratio);
    const cy = Math.round(ys[i] * ratio);
    for (let j = 0; j < cover.length; j++) {
      const x = cx + dx[j];
      const y = cy + dy[j];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = 4 * (y * width + x);
      const share = cover[j];
      const under = data[at + 3] / 255;
      // Mixed with what lies below, and solid where either is.
      const over = under ? share : 1;
      data[at] += (red - data[at]) * over;
      data[at + 1] += (green - data[at + 1]) * over;
      data[at + 2] += (blue - data[at + 2]) * over;
      data[at + 3] = 255 * (share + under * (1 - share));
    }
  }
}
