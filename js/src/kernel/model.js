// @ts-check
// The model as this front end sees it: typed reads, and the only thing that it ever writes, a request.
// No other module touches the model.

import { remember } from "../dom/index.js";
import { broken } from "../words/index.js";
import { decodeFilm } from "./film.js";
import { decodeLikeliest } from "./labels.js";
import { decodeArray } from "./packing.js";
import { decodeViewData } from "./viewdata.js";

/** @import { Beside, Challenge } from "../types.js" */
/** @import { Request } from "./gate.js" */
/** @import { Likeliest } from "./labels.js" */
/** @import { Bytes } from "./packing.js" */
/** @import { Progress } from "./progress.js" */

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
 * @property {"all" | "simple"} controls
 * @property {string[]} columns
 * @property {PackedArray} means
 * @property {PackedArray} covariances
 * @property {PackedArray} weights
 * @property {PackedArray | null} responsibilities  null where they would be larger than 200 kB
 * @property {number} log_likelihood
 * @property {number} iteration
 * @property {string} phase
 * @property {string} status
 * @property {string} message
 * @property {DataView | ArrayBuffer} _film
 * @property {Request | null} _request
 * @property {{client?: string, n?: number}} _answered
 * @property {Progress} _progress  {} when nothing is under way
 * @property {string} view  "em", or the name of another view
 * @property {number} component  from 0: whose mean the basins are of
 * @property {DataView | ArrayBuffer} _picture  what the view shows beside the film; empty while there is none
 * @property {DataView | ArrayBuffer} _likeliest  most likely components, if the film has no responsibilities; else empty
 * @property {Record<string, Beside>} _beside  of each comparison that it is in
 * @property {Inspected | {}} _inspected  {} when nothing is pointed at, or nothing is known of it
 * @property {{undo?: number, redo?: number}} _history
 * @property {string} _error
 * @property {Challenge | Record<string, never>} [_challenge]  of a ChallengeWidget only
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

/** @typedef {number | [number, number]} At  a row, or a place on the drawn axes */

/**
 * Bayes' formula at a place (see pointed.py).
 * @typedef {object} Inspected
 * @property {number} [row]
 * @property {[number, number]} [place]
 * @property {number} iteration  whose E-step it is
 * @property {number[]} [shares]
 * @property {number[]} [weights]
 * @property {number} [power]  of ten, which the following are multiples of
 * @property {number[]} [densities]
 * @property {number[]} [products]
 * @property {number} [total]
 * @property {Way} [path]
 */

/** @typedef {{component: number, means: [number, number][][], status: string, log_likelihood: number}} Way  of EM, a row an iteration */

const WATCHED = /** @type {const} */ ([
  "points",
  "sample_weight",
  "n_components",
  "cursor",
  "axes",
  "theme",
  "controls",
  "columns",
  "_film",
  "_likeliest",
  "_inspected",
  "_beside",
  "_answered",
  "_progress",
  "covariance_type",
  "reg_covar",
  "max_iter",
  "view",
  "component",
  "_picture",
  "_history",
  "_error",
  "_challenge",
]);

/**
 * @param {Model} model
 * @param {() => void} onMessage  once for all that one message from Python changed
 */
export function openModel(model, onMessage) {
  const readFilm = remember(whole(decodeFilm));
  const readPicture = remember(whole(decodeViewData));
  const readPoints = remember(decodeArray);
  const readWeights = remember(decodeArray);
  const readLikeliest = remember(whole(decodeLikeliest));
  const readPreview = remember(whole(decodeLikeliest));
  /** @type {{client?: string, n?: number, read: Likeliest | null} | null} */
  let preview = null;
  let queued = false;
  let closed = false;

  // One message changes several traits, each with its own event: wait until all have fired.
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

  /** @returns {Points | null} */
  function points() {
    const packed = readPoints(model.get("points"));
    return packed && { values: packed.values, n: packed.shape[0], d: packed.shape[1] };
  }

  /** @param {number} column */
  const name = (column) => model.get("columns")?.[column] ?? `x${column + 1}`;

  return {
    axes,
    points,
    columns: () => Array.from({ length: points()?.d ?? 0 }, (_, column) => name(column)),
    /** @param {[number, number]} axes @returns {[string, string]} */
    names: ([i, j]) => [name(i), name(j)],
    /** null, too, when it cannot be read */
    film: () => readFilm(model.get("_film")).read,
    viewData: () => readPicture(model.get("_picture")).read,
    error: () =>
      readFilm(model.get("_film")).error ||
      readPicture(model.get("_picture")).error ||
      model.get("_error") ||
      "",
    /** How much each point counts; null when all count the same. */
    weights: () => readWeights(model.get("sample_weight"))?.values ?? null,
    /** Whose the points are at Python's cursor, where the film does not say. */
    likeliest: () => readLikeliest(model.get("_likeliest")).read,
    /** The labels of the start that Python is working on; null when there is none. */
    preview() {
      const { client, n, likeliest } = model.get("_progress") ?? {};
      const same = preview?.client === client && preview?.n === n;
      if (likeliest) preview = { client, n, read: readPreview(likeliest).read };
      else if (!same) preview = null;
      return preview?.read ?? null;
    },
    /** Details of a row or a place; null when Python has sent none, or those of another. @param {At} at */
    inspected(at) {
      const found = /** @type {Partial<Inspected>} */ (model.get("_inspected") ?? {});
      const same =
        typeof at === "number"
          ? found.row === at
          : found.place?.[0] === at[0] && found.place[1] === at[1];
      return same ? /** @type {Inspected} */ (found) : null;
    },
    /** The way of EM from the place that was pointed at last, on a map of basins. */
    path() {
      const { place, path } = /** @type {Partial<Inspected>} */ (model.get("_inspected") ?? {});
      return place && path ? { ...path, place } : null;
    },
    cursor: () => model.get("cursor"),
    components: () => model.get("n_components"),
    options: () => ({
      covariance_type: model.get("covariance_type"),
      reg_covar: model.get("reg_covar"),
      max_iter: model.get("max_iter"),
    }),
    view: () => model.get("view") ?? "em",
    component: () => model.get("component") ?? 0,
    history() {
      const { undo = 0, redo = 0 } = model.get("_history") ?? {};
      return { undo, redo };
    },
    theme: () => model.get("theme") ?? "auto",
    controls: () => model.get("controls") ?? "all",
    beside: () => model.get("_beside") ?? {},
    challenge() {
      const told = model.get("_challenge");
      return told?.name ? /** @type {Challenge} */ (told) : null;
    },
    answered: () => model.get("_answered"),
    progress: () => model.get("_progress"),

    /** @param {Request} request */
    send(request) {
      try {
        model.set("_request", request);
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

/** @typedef {ReturnType<typeof openModel>} Python */

/**
 * What the bytes hold, or in words why they cannot be read.
 * @template Read
 * @param {(bytes: Bytes) => Read} decode
 * @returns {(bytes: DataView | ArrayBuffer) => {read: Read | null, error: string}}
 */
const whole = (decode) => (bytes) => {
  if (!bytes?.byteLength) return { read: null, error: "" };
  try {
    return { read: decode(bytes), error: "" };
  } catch (error) {
    return { read: null, error: broken(error) };
  }
};
