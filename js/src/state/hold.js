// @ts-check
// What is held by a gesture: a mean, or the shape of a component; a part of the store. With shapes, a start
// is a whole mixture.

/** @import { Component, Covariance, Film, Gate } from "../types.js" */
/** @import { Own, createShown } from "./snapshot.js" */

/**
 * @typedef {object} Hold  a component in the hand
 * @property {number} k
 * @property {"mean" | "shape"} part
 * @property {number[][]} seeds
 * @property {Covariance[] | null} shapes  on these axes; null: those that the seeds alone stand for
 * @property {[number, number]} axes
 * @property {{film: Film, cursor: number, seeds: number[][]}} before
 */

/** @param {Covariance} covariance */
export const toMatrix = ({ a, b, c }) => [
  [a, b],
  [b, c],
];

/**
 * @param {number[][]} matrix
 * @returns {Covariance}
 */
export const fromMatrix = ([[a, b], [, c]]) => ({ a, b, c });

/**
 * What the start in a hand is asked for with.
 * @param {Hold} hold
 * @returns {{seeds: number[][], covariances?: number[][][]}}
 */
export function wished({ seeds, shapes }) {
  const means = seeds.map((row) => [...row]);
  return shapes ? { seeds: means, covariances: shapes.map(toMatrix) } : { seeds: means };
}

/**
 * @param {object} store
 * @param {Gate} store.gate
 * @param {Own} store.own
 * @param {ReturnType<typeof createShown>} store.shown
 * @param {() => Component[]} store.mixture  that is shown
 * @param {() => void} store.pause
 * @param {() => void} store.emit
 */
export function createHolding({ gate, own, shown, mixture, pause, emit }) {
  /**
   * Component k comes into the hand, from where it is shown.
   * @param {number} k
   * @param {"mean" | "shape"} part
   * @param {number[][]} [means]  that are shown instead of the film's
   * @returns {Hold | null}
   */
  function grasp(k, part, means) {
    if (own.hold?.k === k && own.hold.part === part) return own.hold;
    drop();
    const film = shown.film();
    if (!film || k >= film.K) return null;
    pause();
    const cursor = shown.cursor(film);
    const seeds = (cursor === 0 && shown.seeds()) || (means ?? film.means(film.frame(cursor)));
    const whole = part === "shape" || (own.shapes && !means);
    // Python takes shapes to be on the axes that it has.
    if (seeds.length !== film.K || (whole && gate.has("axes"))) return null;
    const shapes = whole ? mixture().map(({ covariance }) => covariance) : null;
    own.restored = null;
    own.handled = true;
    const before = { film, cursor, seeds: film.means(0) };
    return { k, part, seeds: seeds.map((row) => [...row]), shapes, axes: shown.axes(), before };
  }

  /** Request the fit from the start in the hand. @param {Hold} hold */
  function request(hold) {
    gate.ask(wished(hold), { held: true });
    emit();
  }

  /** Release: the fit starts from here. */
  function drop() {
    if (!own.hold) return;
    const { hold } = own;
    own.hold = null;
    gate.ask(wished(hold));
    emit();
  }

  return {
    /**
     * Take mean k in the hand, or move it there.
     * @param {number} k
     * @param {[number, number]} to in data units, on the shown axes
     * @param {number[][]} [means]  that are shown instead of the film's
     */
    hold(k, to, means) {
      own.hold = grasp(k, "mean", means);
      if (!own.hold) return;
      const [i, j] = shown.axes();
      const row = own.hold.seeds[k];
      if (row[i] === to[0] && row[j] === to[1] && gate.has("seeds")) return;
      row[i] = to[0];
      row[j] = to[1];
      request(own.hold);
    },

    /**
     * Take the shape of component k in the hand, or change it.
     * @param {number} k
     * @param {Covariance} covariance  in data units, on the shown axes
     */
    reshape(k, covariance) {
      own.hold = grasp(k, "shape");
      if (!own.hold?.shapes) return;
      own.hold.shapes[k] = covariance;
      request(own.hold);
    },

    drop,

    /** Put everything back to where it was before the drag. */
    cancel() {
      if (!own.hold) return;
      const { before } = own.hold;
      own.hold = null;
      own.restored = before.film.short ? null : before.film;
      gate.ask({ seeds: before.seeds, cursor: before.cursor });
      emit();
    },
  };
}
