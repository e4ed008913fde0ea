// @ts-check
// One store serves every view of a widget, so that the cursor, playing, and the held mean are the same in
// all of them. Its actions are in playing.js, requests.js, hold.js and pointedits.js.

import { createGate, createWork, openModel } from "../kernel/index.js";
import { createHolding, isHeld } from "./hold.js";
import { createOwed } from "./owed.js";
import { createPlaying } from "./playing.js";
import { createEditing, toTell } from "./pointedits.js";
import { createRequests } from "./requests.js";
import { createShown } from "./snapshot.js";

/** @import { Film, Gate, Model, Python } from "../types.js" */
/** @import { LocalState, Snapshot } from "./snapshot.js" */

/**
 * @typedef {object} Core  what the actions share
 * @property {Python} python
 * @property {Gate} gate
 * @property {LocalState} local
 * @property {ReturnType<typeof createShown>} shown
 * @property {() => Snapshot} snapshot
 * @property {() => void} pause
 * @property {() => void} emit
 */

/** @param {Model} model */
export function createStore(model) {
  const python = openModel(model, received);
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const gate = createGate({
    client: Math.random().toString(36).slice(2, 12),
    onWaiting: emit,
    plays: () => python.film()?.hasShares ?? false,
    send: python.send,
  });

  const work = createWork(emit);
  const owed = createOwed(emit);

  /** @type {LocalState} */
  const local = {
    hold: null,
    stroke: null,
    deed: null,
    shapes: false,
    handled: false,
    speed: 1,
    restored: null,
  };
  const shown = createShown(python, gate, local);
  const play = createPlaying({ gate, local, shown, emit });
  const { pause } = play;
  let latest = python.film();
  let data = python.points()?.values;
  /** What stood there before a fit was owed, to go back to. @type {{film: Film, cursor: number} | null} */
  let whole = null;
  /** @type {{film: Film | null, progress: unknown}} */
  let word = { film: null, progress: null };
  /** @type {number | undefined} */
  let pending;

  function received() {
    gate.answered(python.answered());
    gate.heard(python.progress());
    work.update(python.progress());
    // A hand waits for a new film. Anything else is drawn once, with the next frame or the next action.
    const { queued } = play;
    if (take()) emit();
    else pending ??= requestAnimationFrame(emit);
    if (queued) play.resume();
  }

  /** Notice a new film, and tell whether there is one: it ends a hold whose components, points or axes are gone,
   * and playing, unless it is the rest of the short film that plays. */
  function take() {
    const film = python.film();
    const values = python.points()?.values;
    if (values !== data || String(local.hold?.axes ?? shown.axes()) !== String(shown.axes())) {
      local.hold = null;
    }
    data = values;
    if (film === latest) return false;
    if (!latest?.short || film?.short) pause();
    latest = film;
    local.deed = toTell(local.deed, film, python.cursor(), gate.busy);
    if (local.hold && film && film.K !== local.hold.seeds.length) local.hold = null;
    return true;
  }

  /** What Python said last, while a hand moves: another word is another object. */
  function heard() {
    const [film, progress] = [python.film(), python.progress()];
    if (film !== word.film || progress !== word.progress) word = { film, progress };
    return word;
  }

  /** Note what stands there, and whether a fit is owed instead. */
  function settle() {
    const film = shown.film();
    const owes = shown.owes();
    if (film && !film.short && !owes && !local.hold) whole = { film, cursor: shown.cursor(film) };
    return owes;
  }

  function emit() {
    if (pending !== undefined) cancelAnimationFrame(pending);
    pending = undefined;
    const owes = settle();
    if (local.hold) owed.update(gate.restarting, heard());
    else owed.update(owes);
    for (const listener of [...listeners]) listener();
  }

  /** @returns {Snapshot} */
  const snapshot = () =>
    shown.snapshot({ playing: play.playing, work: work.now(gate.stopping), owed: owed.now });

  /** Have Python drop what it has under way; the shown fit stays. */
  function stop() {
    pause();
    const cursor = gate.restarting ? undefined : gate.value("cursor");
    local.hold = null;
    local.stroke = null;
    local.deed = null;
    local.restored = null;
    gate.stop();
    if (cursor !== undefined) gate.ask({ cursor });
    emit();
  }

  const core = { python, gate, local, shown, snapshot, pause, emit };
  const { undo, redo, ...points } = createEditing(core, stop);

  const store = {
    snapshot,
    ...play.actions,
    ...createRequests(core),
    ...createHolding(core),
    /** Edits of the points. */
    points,
    undo,
    redo,
    stop,

    /** @param {() => void} listener @returns {() => void} unsubscribe */
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (!listeners.size) pause();
      };
    },
    get watched() {
      return listeners.size > 0;
    },

    /**
     * Give up what Python has not answered yet: back to the last fit that it did.
     * @returns {boolean} whether there was anything to give up
     */
    giveUp() {
      if (isHeld(local) || !whole || !shown.owes()) return false;
      pause();
      local.deed = null;
      local.restored = whole.film;
      gate.stop(python.history().undo);
      gate.ask({ cursor: whole.cursor });
      emit();
      return true;
    },

    destroy() {
      pause();
      if (pending !== undefined) cancelAnimationFrame(pending);
      gate.destroy();
      work.destroy();
      owed.destroy();
      python.close();
      listeners.clear();
    },
  };

  work.update(python.progress());
  settle();
  return store;
}

/** @typedef {ReturnType<typeof createStore>} Store */
