// @ts-check
// The model as this front end sees it: typed reads, and the one thing it ever writes, a wish.
// Nobody else touches the model.
import { decodeFilm } from "./film.js";
import { decodeArray } from "./packing.js";
import { broken } from "./words.js";

/** @typedef {{shape: number[], data: DataView | ArrayBuffer}} PackedArray  little-endian float64 */

/**
 * The traits of GMMWidget, as they travel.
 * @typedef {object} State
 * @property {PackedArray} points
 * @property {PackedArray | null} sample_weight  one a point; null: all are 1
 * @property {number} n_components
 * @property {string} covariance_type
 * @property {number} reg_covar
 * @property {number} max_iter
 * @property {PackedArray} seeds
 * @property {number} cursor
 * @property {[number, number]} axes
 * @property {"auto" | "light" | "dark"} theme
 * @property {string[]} columns
 * @property {PackedArray} means
 * @property {PackedArray} covariances
 * @property {PackedArray} weights
 * @property {PackedArray} responsibilities
 * @property {number} log_likelihood
 * @property {number} iteration
 * @property {string} phase
 * @property {string} status
 * @property {string} message
 * @property {DataView | ArrayBuffer} _film
 * @property {import("./gate.js").Wish | null} _request
 * @property {{client?: string, n?: number}} _answered
 * @property {import("./work.js").Progress} _progress  {} when nothing is under way
 * @property {string} _error
 */

/**
 * @typedef {object} Model  what anywidget hands to a front end
 * @property {<Name extends keyof State>(name: Name) => State[Name]} get
 * @property {<Name extends keyof State>(name: Name, value: State[Name]) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, callback: () => void) => void} on
 * @property {(event: string, callback: () => void) => void} off
 */

/** @typedef {{values: Float64Array, n: number, d: number}} Points */

const WATCHED = /** @type {const} */ ([
  "points",
  "sample_weight",
  "n_components",
  "cursor",
  "axes",
  "theme",
  "columns",
  "responsibilities",
  "_film",
  "_answered",
  "_progress",
  "_error",
]);

/**
 * @param {Model} model
 * @param {() => void} onMessage  once for all that one message from Python changed
 */
export function openModel(model, onMessage) {
  const readFilm = remember((/** @type {State["_film"]} */ bytes) => {
    if (!bytes?.byteLength) return { film: null, error: "" };
    try {
      return { film: decodeFilm(bytes), error: "" };
    } catch (error) {
      return { film: null, error: broken(error) };
    }
  });
  const readPoints = remember(decodeArray);
  const readWeights = remember(decodeArray);
  const readShares = remember(decodeArray);
  let queued = false;
  let closed = false;

  // One message changes several traits, each with its own event: wait until all have been told.
  function received() {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!closed) onMessage();
    });
  }
  for (const name of WATCHED) model.on(`change:${name}`, received);

  /** @returns {[number, number]} */
  function axes() {
    const [i, j] = model.get("axes") ?? [0, 1];
    return [i, j];
  }

  return {
    axes,
    /** @returns {[string, string]} */
    names() {
      const columns = model.get("columns") ?? [];
      const [i, j] = axes().map((column) => columns[column] ?? `x${column + 1}`);
      return [i, j];
    },
    /** @returns {import("./film.js").Film | null} null, too, when it cannot be read */
    film: () => readFilm(model.get("_film")).film,
    error: () => readFilm(model.get("_film")).error || model.get("_error") || "",
    /** @returns {Points | null} */
    points() {
      const packed = readPoints(model.get("points"));
      return packed && { values: packed.values, n: packed.shape[0], d: packed.shape[1] };
    },
    /** How much each point counts; null when all count the same. */
    weights: () => readWeights(model.get("sample_weight"))?.values ?? null,
    /** The responsibilities at Python's cursor. */
    responsibilities: () => readShares(model.get("responsibilities")),
    cursor: () => model.get("cursor"),
    components: () => model.get("n_components"),
    theme: () => model.get("theme") ?? "auto",
    answered: () => model.get("_answered"),
    progress: () => model.get("_progress"),

    /** @param {import("./gate.js").Wish} wish */
    send(wish) {
      try {
        model.set("_request", wish);
        model.save_changes();
      } catch (error) {
        console.warn("gmm_widget: the kernel cannot be reached", error);
      }
    },
    close() {
      closed = true;
      for (const name of WATCHED) model.off(`change:${name}`, received);
    },
  };
}

/**
 * The last result of a function of one object: a trait that did not change is not read again.
 * @template Argument, Result
 * @param {(argument: Argument) => Result} compute
 */
function remember(compute) {
  /** @type {{argument: Argument, result: Result} | undefined} */
  let last;
  return (/** @type {Argument} */ argument) => {
    if (!last || last.argument !== argument) last = { argument, result: compute(argument) };
    return last.result;
  };
}
