// @ts-check
// Dragging a component: its mean, or its shape. With shapes, a start is a whole mixture.

/** @import { Covariance, Film } from "../types.js" */
/** @import { LocalState } from "./snapshot.js" */
/** @import { Core } from "./store.js" */

/**
 * @typedef {object} Hold  a component in the hand
 * @property {number} k
 * @property {"mean" | "shape"} part
 * @property {number[][]} seeds
 * @property {Covariance[] | null} shapes  on these axes; null: those that belong to the seeds alone
 * @property {[number, number]} axes
 * @property {{film: Film, cursor: number, seeds: number[][]}} before
 */

/** Whether a hand is at a component, or at the points. @param {LocalState} local */
export const isHeld = ({ hold, stroke }) => hold !== null || stroke !== null;

/** @param {number[][]} matrix @returns {Covariance} */
export const fromMatrix = ([[a, b], [, c]]) => ({ a, b, c });

/** The fields of a request for the start in a hand. @param {Hold} hold */
function startOf({ seeds, shapes }) {
  const means = { seeds: seeds.map((row) => [...row]) };
  const covariances = shapes?.map(({ a, b, c }) => [
    [a, b],
    [b, c],
  ]);
  return covariances ? { ...means, covariances } : means;
}

/** @param {Core} core */
export function createHolding({ gate, local, shown, snapshot, pause, emit }) {
  /**
   * Component k comes into the hand, from where it is shown.
   * @param {number} k
   * @param {"mean" | "shape"} part
   * @param {number[][]} [means]  that are shown instead of the film's
   * @returns {Hold | null}
   */
  function grasp(k, part, means) {
    if (local.hold?.k !== k || local.hold.part !== part) drop();
    if (local.hold) return local.hold;
    const film = shown.film();
    if (!film || k >= film.K) return null;
    pause();
    const cursor = shown.cursor(film);
    const seeds = (cursor === 0 && shown.seeds()) || (means ?? film.means(film.frame(cursor)));
    const whole = part === "shape" || (local.shapes && !means);
    // Python takes shapes to be on the axes that it has.
    if (seeds.length !== film.K || (whole && gate.has("axes"))) return null;
    const shapes = whole ? snapshot().mixture.map(({ covariance }) => covariance) : null;
    local.restored = null;
    local.handled = true;
    const before = { film, cursor, seeds: film.means(0) };
    local.hold = {
      ...{ k, part, seeds: seeds.map((row) => [...row]), shapes },
      ...{ axes: shown.axes(), before },
    };
    return local.hold;
  }

  /** @param {Hold} held */
  function move(held) {
    gate.ask(startOf(held), { held: true });
    emit();
  }

  /** Let go: the fit starts from here. */
  function drop() {
    if (!local.hold) return;
    const { hold } = local;
    local.hold = null;
    gate.ask(startOf(hold));
    emit();
  }

  return {
    drop,

    /**
     * Take mean k in the hand, or move it there.
     * @param {number} k
     * @param {[number, number]} to in data units, on the shown axes
     * @param {number[][]} [means]  that are shown instead of the film's
     */
    hold(k, to, means) {
      const held = grasp(k, "mean", means);
      if (!held) return;
      const [i, j] = shown.axes();
      const row = held.seeds[k];
      if (row[i] === to[0] && row[j] === to[1] && gate.has("seeds")) return;
      [row[i], row[j]] = to;
      move(held);
    },

    /**
     * Take the shape of component k in the hand, or change it.
     * @param {number} k
     * @param {Covariance} covariance  in data units, on the shown axes
     */
    reshape(k, covariance) {
      const held = grasp(k, "shape");
      if (!held?.shapes) return;
      held.shapes[k] = covariance;
      move(held);
    },

    /** Put everything back to where it was before the drag. */
    cancel() {
      if (!local.hold) return;
      const { film, cursor, seeds } = local.hold.before;
      local.hold = null;
      local.restored = film.short ? null : film;
      gate.ask({ seeds, cursor });
      emit();
    },
  };
}
