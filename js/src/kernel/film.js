// @ts-check
// The parser of a film, as Python sends it: bytes in, frames out. See wire/film.py for the other side.
import { LIMITS } from "./limits.js";
import { unpack } from "./packing.js";

/** @import { Covariance } from "../types.js" */
/** @import { Bytes } from "./packing.js" */

/** @typedef {{lead: string, body: string, next: string}} Sentence */
/** @typedef {{mean: [number, number], covariance: Covariance, weight: number, state: string}} Component */
/** @typedef {{values: ArrayLike<number>, whole: number}} Shares  (n, K) responsibilities; `whole` stands for 1 */

/**
 * A component that has closed in on few points.
 * @typedef {object} Narrowing
 * @property {number} component  from 0
 * @property {boolean} collapsed  or else reg_covar alone holds it open
 * @property {number[][]} widths  its standard deviations, the largest first: a row for every mixture
 * @property {number[]} relative  the smallest one, in parts of the data's
 * @property {number[]} rows  of the points that it holds, 200 at most
 * @property {number} held  how many it holds
 * @property {number} law  what each tenfold cut of its variance adds to the log-likelihood in the end
 * @property {string} sentence
 */

/**
 * Where a fit by somebody's own functions is first wrong.
 * @typedef {object} Fault
 * @property {number} cursor
 * @property {number | null} row  the first wrong point
 * @property {number | null} component  from 0
 * @property {string} lead  which step is wrong
 * @property {string} seen  what was seen of it there
 * @property {string} hint  what may be behind it, or nothing
 */

/**
 * @typedef {object} Film
 * @property {number} n  rows: points, or cells
 * @property {number} d  dimensions
 * @property {number} K  components
 * @property {number} T  iterations of the whole fit
 * @property {number} total  the sum of the weights: how many points the rows stand for
 * @property {boolean} cells  whether a row stands for all the points of a cell
 * @property {number} maxIter
 * @property {boolean} short  sent while a handle is held: the start, its first E-step and the end
 * @property {string} status
 * @property {number | null} component  the one that collapsed
 * @property {number | null} point  the row it sits on
 * @property {Narrowing | null} narrowing  null, too, in a short film
 * @property {Fault | null} fault  null, too, in a short film
 * @property {string} agreement  what is said of own functions that are right, or nothing
 * @property {boolean} ill  whether it ends by a collapse or a fault
 * @property {(cursor: number) => boolean} ends  whether this is where the whole fit ends
 * @property {number} last  the last cursor that this film can show
 * @property {ArrayLike<number>} logLikelihoods  one a frame
 * @property {number} finalFrame
 * @property {boolean} hasShares
 * @property {(cursor: number) => number} frame  the mixture shown at a cursor
 * @property {(frame: number, axes: [number, number]) => Component[]} mixture
 * @property {(frame: number) => number[][]} means  all d coordinates
 * @property {(frame: number) => number} gain
 * @property {(cursor: number) => number} undecided
 * @property {(cursor: number) => Sentence} sentence
 * @property {(cursor: number) => Shares | null} shares  null at the start, or when the film holds none
 */

const ILL = ["collapsed", "empty", "degenerate", "faulty"];

/**
 * @param {Bytes} bytes
 * @returns {Film}
 * @throws {Error} in plain words, when these bytes are not a film that this version can play
 */
export function decodeFilm(bytes) {
  const { header, has, section } = unpack(bytes, "GMMF", "film");
  const weights = section("weights");
  const means = section("means");
  const covariances = section("covariances");
  const logLikelihoods = section("log_likelihoods");
  const gains = section("gains");
  const undecided = section("undecided");
  const states = section("states");
  const shares = has("responsibilities") ? section("responsibilities") : null;
  const { n, d, K, T, short } = header;
  const end = 2 * T;
  /** @type {Fault | null} */
  const fault = header.fault ?? null;

  /** @type {Map<number, Shares>} */
  const seen = new Map();

  /** @param {number} cursor */
  const frame = (cursor) => (short ? 0 : Math.floor(cursor / 2));

  return {
    n,
    d,
    K,
    T,
    total: header.total ?? n,
    cells: header.cells ?? false,
    maxIter: header.max_iter,
    short,
    status: header.status,
    component: header.component ?? null,
    point: header.point ?? null,
    narrowing: header.narrowing ?? null,
    fault,
    agreement: header.agreement ?? "",
    ill: ILL.includes(header.status),
    ends: (cursor) => !short && cursor === end,
    last: short ? Math.min(1, end) : end,
    logLikelihoods,
    finalFrame: logLikelihoods.length - 1,
    hasShares: shares !== null,
    frame,
    mixture: (f, [i, j]) =>
      Array.from({ length: K }, (_, k) => {
        const [m, c] = [(f * K + k) * d, (f * K + k) * d * d];
        return {
          mean: [means[m + i], means[m + j]],
          covariance: {
            a: covariances[c + i * d + i],
            b: covariances[c + i * d + j],
            c: covariances[c + j * d + j],
          },
          weight: weights[f * K + k],
          state: header.states[states[f * K + k]],
        };
      }),
    means: (f) =>
      Array.from({ length: K }, (_, k) =>
        Array.from(means.subarray((f * K + k) * d, (f * K + k + 1) * d)),
      ),
    gain: (f) => gains[f],
    undecided: (cursor) => undecided[Math.min(cursor, undecided.length - 1)],
    sentence: (cursor) => {
      const usual = cursor === end ? "end" : cursor === 0 ? "start" : cursor % 2 ? "E" : "M";
      const name = cursor === fault?.cursor ? "fault" : usual;
      const iteration = String(Math.ceil(cursor / 2));
      /** @param {string} text */
      const fill = (text) => (text ?? "").replaceAll("{iteration}", iteration);
      const { lead, body, next } = header.sentences[name];
      return { lead: fill(lead), body: fill(body), next: fill(next) };
    },
    shares: (cursor) => {
      if (!shares || cursor === 0) return null;
      const t = short ? 0 : Math.ceil(cursor / 2) - 1;
      // The same object for the same iteration, so that nothing is painted again.
      const known = seen.get(t);
      const found = known ?? {
        values: shares.subarray(t * n * K, (t + 1) * n * K),
        whole: LIMITS.whole,
      };
      if (!known) seen.set(t, found);
      return found;
    },
  };
}
