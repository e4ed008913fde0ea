// @ts-check
// Edits of the points, and undo and redo of everything: a part of the store.
//
// A stroke is one step to undo, however many edits it makes. While it lasts, Python fits every one, and
// the ghost shows where EM would end.

import { isHeld } from "./hold.js";

/** @import { Change, Film } from "../types.js" */
/** @import { Core } from "./store.js" */

/**
 * @typedef {object} Stroke  a hand at the points
 * @property {{cursor: number, seeds: number[][]}} before
 */

/**
 * @typedef {object} Deed  the last action, to be narrated
 * @property {Change["op"] | "undo" | "redo"} op
 * @property {Film | null} film  that answered it; null before
 * @property {number} cursor  where that was shown
 */

/** @param {Core} core @param {() => void} stop */
export function createEditing({ python, gate, local, shown, pause, emit }, stop) {
  /** Whether a hand may be at the points: cells stand for many each, and Python edits on its own axes. */
  function free() {
    const film = shown.film();
    return film && !film.cells && !local.hold && !local.restored && !gate.has("axes") ? film : null;
  }

  /** @param {Deed["op"]} op */
  function did(op) {
    local.deed = { op, film: null, cursor: 0 };
  }

  /** @param {"undo" | "redo"} name */
  function travel(name) {
    if (isHeld(local)) return;
    if (name === "undo" && gate.working) return stop();
    if (!shown.history()[name]) return;
    pause();
    local.restored = null;
    did(name);
    gate.step(name);
    emit();
  }

  return {
    /**
     * Edit the points: as a part of the stroke in the hand, or else as a step of its local.
     * @param {Change} change
     * @returns {boolean} whether it can be done
     */
    edit(change) {
      const film = free();
      const now = shown.edited()?.points ?? python.points();
      if (!film || !now) return false;
      const rows = Array.isArray(change.rows) ? change.rows : [];
      if (now.n - rows.length < film.K) return false;
      pause();
      did(change.op);
      gate.edit(change, { held: local.stroke !== null });
      emit();
      return true;
    },

    /** A hand comes to the points. */
    begin() {
      const film = free();
      if (!film || local.stroke) return;
      pause();
      local.stroke = { before: { cursor: shown.cursor(film), seeds: film.means(0) } };
      emit();
    },

    /** It lets go: what it did is one step. */
    end() {
      if (!local.stroke) return;
      local.stroke = null;
      gate.release();
      emit();
    },

    /** It takes back what it did. */
    callOff() {
      if (!local.stroke) return;
      const { before } = local.stroke;
      local.stroke = null;
      local.deed = null;
      gate.dropEdits();
      gate.ask(before);
      emit();
    },

    undo: () => travel("undo"),
    redo: () => travel("redo"),
  };
}

/**
 * The action to narrate when another film has arrived: the last one, until something else answers.
 * @param {Deed | null} deed
 * @param {Film | null} film
 * @param {number} cursor
 * @param {boolean} busy  whether more is on its way
 * @returns {Deed | null}
 */
export function toTell(deed, film, cursor, busy) {
  if (!deed || deed.film) return null;
  return busy ? deed : { ...deed, film, cursor };
}
