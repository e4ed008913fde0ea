// @ts-check
// Each point's most likely component and its probability, where the responsibilities are too large to
// send. See wire/labels.py for the other side.
import { unpack } from "./packing.js";

/** @import { Bytes } from "./packing.js" */

/**
 * @typedef {object} Likeliest
 * @property {number} K  components
 * @property {number} iteration  whose E-step this is
 * @property {ArrayLike<number>} labels  the likeliest component of each point, from 0
 * @property {ArrayLike<number> | null} certainties  its responsibility, where 255 stands for 1; null: all are sure
 */

/**
 * @param {Bytes} bytes
 * @returns {Likeliest}
 * @throws {Error} in plain words, when these bytes are something else
 */
export function decodeLikeliest(bytes) {
  const { header, section } = unpack(bytes, "GMML", "colouring");
  const { K, iteration } = header;
  return { K, iteration, labels: section("labels"), certainties: section("certainties") };
}
