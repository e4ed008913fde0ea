// @ts-check
// The data of a view beside the film, as Python computed them: a header and arrays.
import { unpack } from "./packing.js";

/** @import { Bytes, Values } from "./packing.js" */

/**
 * @typedef {object} ViewData
 * @property {string} view  the view that it belongs to
 * @property {number} share  how much of the work behind it is done, 0..1
 * @property {any} header  all that Python wrote there
 * @property {(name: string) => boolean} has
 * @property {(name: string) => Values} section
 * @property {(name: string) => number[]} shape
 */

/**
 * @param {Bytes} bytes
 * @returns {ViewData}
 * @throws {Error} in plain words, when these bytes are not data that this version can show
 */
export function decodeViewData(bytes) {
  const { header, has, section, shape } = unpack(bytes, "GMMP", "picture");
  return { view: header.view, share: header.share ?? 1, header, has, section, shape };
}
