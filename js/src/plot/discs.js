// @ts-check
// Points as pixels: a disc for each, stamped into an image.

/** @import { Colour } from "../types.js" */
/** @import { Sizes } from "./points.js" */

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

/** Radii go up in steps of this share of the usual one. */
const STEP = 0.125;

/**
 * The discs of all points: few are made, and many points share one.
 * @param {number} r of a usual point
 * @param {boolean} soft
 * @param {Sizes} sizes
 * @returns {{discs: Disc[], which: Uint8Array | null}}  `which` of the discs each point has; null: all the first
 */
export function stamps(r, soft, sizes) {
  if (!sizes) return { discs: [disc(r, soft)], which: null };
  /** @type {Disc[]} */
  const discs = [];
  /** @type {Map<number, number>} */
  const made = new Map();
  const which = Uint8Array.from(sizes, (size) => {
    const step = Math.round(size / STEP);
    const found = made.get(step);
    if (found !== undefined) return found;
    made.set(step, discs.length);
    return discs.push(disc(r * step * STEP, soft)) - 1;
  });
  return { discs, which };
}

/** How opaque a pixel is that one point covers; of those that many cover the share that is full; and how soon
 * between these: small amounts are easier to distinguish than large ones. */
const [ALONE, FULL, CURVE] = [0.4, 0.9, 0.45];

/**
 * How opaque pixels are, by how many points cover each.
 * @param {Uint32Array} counts  1 or more
 * @returns {Uint32Array} the highest byte of a pixel
 */
export function opacities(counts) {
  const most = counts.slice().sort()[Math.floor(FULL * (counts.length - 1))] || 1;
  const table = Uint32Array.from({ length: most + 1 }, (_, count) => {
    const part = most > 1 ? (Math.max(0, count - 1) / (most - 1)) ** CURVE : 1;
    return (Math.round(255 * (ALONE + (1 - ALONE) * part)) << 24) >>> 0;
  });
  return Uint32Array.from(counts, (count) => table[Math.min(count, most)]);
}

/**
 * An image to stamp points into, again and again in other colours.
 * @param {number} width  in device pixels
 * @param {number} height
 * @param {Float64Array} xs  in device pixels
 * @param {Float64Array} ys
 * @param {ReturnType<typeof stamps>} stamps
 * @param {number} [ink]  how opaque one soft disc is
 */
export function createStamper(width, height, xs, ys, { discs, which }, ink = 1) {
  // A margin as wide as the widest disc, so that no pixel of one needs to be checked.
  const margin = Math.max(...discs.flatMap(({ dx }) => [...dx])) + 1;
  const stride = width + 2 * margin;
  const data = new Uint8ClampedArray(4 * stride * (height + 2 * margin));
  const places = new Int32Array(xs.length);
  for (let i = 0; i < xs.length; i++) {
    const [x, y] = [Math.round(xs[i]), Math.round(ys[i])];
    const inside = x >= -1 && y >= -1 && x <= width && y <= height;
    places[i] = inside ? (y + margin) * stride + x + margin : -1;
  }
  const shapes = discs.map(({ dx, dy }) => Int32Array.from(dx, (x, j) => dy[j] * stride + x));
  const soft = discs.some(({ cover }) => cover.some((share) => share < 1));
  const pixels = new Uint32Array(data.buffer);
  const top = soft ? null : covered();

  return {
    /** The pixels, RGBA, in rows of `stride`; the image proper begins `margin` down and to the right. */
    data,
    stride,
    margin,
    /** @param {Uint32Array} codes  which of the colours each point has @param {Colour[]} colours */
    stamp(codes, colours) {
      if (top) cover(top, codes, colours);
      else blend(codes, colours);
    },
  };

  /** The pixels of hard discs, and the point that is to be seen in each: the later covers the earlier.
   * Where many lie, the ink is full; where few do, it lets the ground through. */
  function covered() {
    const owners = new Int32Array(pixels.length).fill(-1);
    const counts = new Uint32Array(pixels.length);
    for (let i = 0; i < places.length; i++) {
      if (places[i] < 0) continue;
      const shape = shapes[which ? which[i] : 0];
      for (let j = 0; j < shape.length; j++) {
        owners[places[i] + shape[j]] = i;
        counts[places[i] + shape[j]] += 1;
      }
    }
    const spots = new Uint32Array(owners.length);
    let count = 0;
    for (let at = 0; at < owners.length; at++) {
      if (owners[at] < 0) continue;
      spots[count] = at;
      owners[count] = owners[at];
      counts[count] = counts[at];
      count += 1;
    }
    const alphas = opacities(counts.subarray(0, count));
    return { spots: spots.slice(0, count), rows: owners.slice(0, count), alphas };
  }

  /**
   * Each pixel once, however many points lie there: fast enough for hundreds of thousands.
   * @param {ReturnType<typeof covered>} top
   * @param {Uint32Array} codes
   * @param {Colour[]} colours
   */
  function cover({ spots, rows, alphas }, codes, colours) {
    const inks = Uint32Array.from(colours, ({ rgb: [r, g, b] }) => (b << 16) | (g << 8) | r);
    for (let j = 0; j < spots.length; j++) pixels[spots[j]] = inks[codes[rows[j]]] | alphas[j];
  }

  /**
   * Soft edges, mixed with what lies below, and solid where either is.
   * @param {Uint32Array} codes
   * @param {Colour[]} colours
   */
  function blend(codes, colours) {
    pixels.fill(0);
    for (let i = 0; i < places.length; i++) {
      if (places[i] < 0) continue;
      const number = which ? which[i] : 0;
      const shape = shapes[number];
      const { cover } = discs[number];
      const [red, green, blue] = colours[codes[i]].rgb;
      for (let j = 0; j < shape.length; j++) {
        const at = 4 * (places[i] + shape[j]);
        const share = ink * cover[j];
        const under = data[at + 3] / 255;
        const both = share + under * (1 - share);
        const over = share / both;
        data[at] += (red - data[at]) * over;
        data[at + 1] += (green - data[at + 1]) * over;
        data[at + 2] += (blue - data[at + 2]) * over;
        data[at + 3] = 255 * both;
      }
    }
  }
}
