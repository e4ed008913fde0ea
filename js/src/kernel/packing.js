// @ts-check
// The parser of packed numbers: a header in JSON, then sections of plain arrays. Films, view data and
// labels share this format; see wire/packing.py for the other side.

/** @typedef {ArrayBuffer | ArrayBufferView} Bytes */
/** @typedef {Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array} Values */

/**
 * @typedef {object} Packing
 * @property {any} header
 * @property {(name: string) => boolean} has
 * @property {(name: string) => Values} section
 * @property {(name: string) => number[]} shape  of a section
 */

const VERSION = 1;

const DTYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/**
 * The same bytes at the start of a buffer that a typed array can look into: copied when misaligned.
 * @param {Bytes} bytes
 * @returns {Uint8Array}
 */
export function aligned(bytes) {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return view.byteOffset % 8 ? view.slice() : view;
}

/**
 * A numpy array as the traits carry it.
 * @param {{shape: number[], data: Bytes} | null | undefined} packed
 * @returns {{shape: number[], values: Float64Array} | null}
 */
export function decodeArray(packed) {
  if (!packed?.shape || !packed.data) return null;
  const bytes = aligned(packed.data);
  const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
  const length = packed.shape.reduce((product, size) => product * size, 1);
  return values.length === length ? { shape: packed.shape, values } : null;
}

/**
 * @param {Bytes} bytes
 * @param {string} magic  four letters
 * @param {string} kind  what the bytes should be, in a word
 * @returns {Packing}
 * @throws {Error} in plain words, when they are not, or break off
 */
export function unpack(bytes, magic, kind) {
  const all = aligned(bytes);
  const head = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const begins = String.fromCharCode(...all.subarray(0, 4));
  if (all.length < 12 || begins !== magic) throw new Error(`not a ${kind}`);
  const version = head.getUint32(4, true);
  if (version !== VERSION) throw new Error(`${kind} version ${version}, not ${VERSION}`);
  const length = head.getUint32(8, true);
  if (12 + length > all.length) throw new Error(`the ${kind} breaks off`);
  const header = JSON.parse(new TextDecoder().decode(all.subarray(12, 12 + length)));
  return {
    header,
    has: (name) => name in header.sections,
    section(name) {
      const { dtype, shape, offset } = header.sections[name];
      const size = shape.reduce((/** @type {number} */ p, /** @type {number} */ s) => p * s, 1);
      const from = 12 + length + offset;
      const Type = DTYPES[/** @type {keyof DTYPES} */ (dtype)];
      if (!Type || from + size * Type.BYTES_PER_ELEMENT > all.length) {
        throw new Error(`the ${kind}'s ${name} break off`);
      }
      return new Type(/** @type {ArrayBuffer} */ (all.buffer), all.byteOffset + from, size);
    },
    shape: (name) => header.sections[name].shape,
  };
}
