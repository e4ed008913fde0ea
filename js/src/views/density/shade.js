// @ts-check
// A soft shade over the places where points would be undecided: one pixel a cell, stretched smoothly.
import { createChanges, set } from "../../dom/index.js";

/** @import { Geometry } from "../../types.js" */

/**
 * @typedef {object} Doubts  how undecided a point would be, over a grid
 * @property {ArrayLike<number>} values  0 to 255: all components alike; row 0 at the bottom
 * @property {number} size  cells along each side
 * @property {[number, number, number, number]} extent  left, right, bottom, top
 */

/** Red, green, blue, and how opaque the shade is where all components are alike. */
const INK = { light: [240, 180, 0, 120], dark: [255, 211, 77, 95] };
/** It begins where one component of three has about nine tenths of a point, and one another. */
const FROM = 0.25;

/**
 * How opaque each of the 256 values is: it grows softly from nothing to `most`.
 * @param {number} most
 */
export const opacities = (most) =>
  Uint8ClampedArray.from({ length: 256 }, (_, value) => {
    const t = Math.max(0, (value / 255 - FROM) / (1 - FROM));
    return most * t * t * (3 - 2 * t);
  });

/**
 * @param {Doubts} doubts
 * @param {"light" | "dark"} scheme
 * @returns {Uint8ClampedArray<ArrayBuffer>}  pixels, the top row first
 */
export function shadePixels({ values, size }, scheme) {
  const [red, green, blue, most] = INK[scheme];
  const opacity = opacities(most);
  const pixels = new Uint8ClampedArray(4 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const value = values[(size - 1 - row) * size + column];
      pixels.set([red, green, blue, opacity[value]], 4 * (row * size + column));
    }
  }
  return pixels;
}

export function createShade() {
  const node = document.createElement("canvas");
  set(node, { class: "ground shade", "aria-hidden": "true" });
  const changed = createChanges();
  return {
    node,
    /** @param {Doubts | null} doubts @param {Geometry} geometry @param {"light" | "dark"} scheme */
    draw(doubts, geometry, scheme) {
      node.hidden = !doubts;
      if (!doubts) return;
      const { size, extent, values } = doubts;
      const [left, top] = [geometry.x(extent[0]), geometry.y(extent[3])];
      const [width, height] = [geometry.x(extent[1]) - left, geometry.y(extent[2]) - top];
      const above = Math.max(0, geometry.top - top);
      const below = Math.max(0, top + height - geometry.bottom);
      Object.assign(node.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${width}px`,
        height: `${height}px`,
        clipPath: `inset(${above}px 0 ${below}px)`,
      });
      if (!changed(values, scheme)) return;
      node.width = node.height = size;
      const pixels = shadePixels(doubts, scheme);
      node.getContext("2d")?.putImageData(new ImageData(pixels, size), 0, 0);
    },
  };
}
