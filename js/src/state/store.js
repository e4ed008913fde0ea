// @ts-check
// One store serves every view of a widget, so that the cursor, playing, and the held mean are the same in
// all of them. Its parts: playing (play.js), a gesture (hold.js), edits (pointedits.js), and other requests
// (wishes.js); here they are told when Python answers, and views are told of every change.

import { createGate, createWork, openModel } from "../kernel/index.js";
import { createHolding } from "./hold.js";
import { createOwed } from "./owed.js";
import { createPlayer } from "./play.js";
import { createEditing, toTell } from "./pointedits.js";
import { createShown } from "./snapshot.js";
import { createWishes } from "./wishes.js";

/** @import { Film, Model } from "../types.js" */
/** @import { Own, Snapshot } from "./snapshot.js" */

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

  /** @type {Own} */
  const own = {
    hold: null,
    stroke: null,
    deed: null,
    shapes: false,
    handled: false,
    speed: 1,
    restored: null,
  };
  const shown = createShown(python, gate, own);
  const player = createPlayer({ own, shown, goTo, emit });
  const { pause } = player;
  const part = { python, gate, own, shown, snapshot, pause, emit, stop };
  const holding = createHolding({ ...part, mixture: () => snapshot().mixture });
  const points = createEditing(part);

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
    // A hand waits for a new film. The rest is told with the next frame, or with what a hand does before: once.
    const play = player.waiting;
    if (take()) emit();
    else pending ??= requestAnimationFrame(emit);
    const film = shown.film();
    if (!play || !film || film.short || shown.owes()) return;
    player.begin(film);
    emit();
  }

  /** Notice a new film, and tell whether there is one: it ends a hold whose components, points or axes are gone,
   * and playing, unless it is the rest of the short film that plays. */
  function take() {
    const film = python.film();
    const values = python.points()?.values;
    if (values !== data || String(own.hold?.axes ?? shown.axes()) !== String(shown.axes())) {
      own.hold = null;
    }
    data = values;
    if (film === latest) return false;
    if (!latest?.short || film?.short) pause();
    latest = film;
    own.deed = toTell(own.deed, film, python.cursor(), gate.busy);
    if (own.hold && film && film.K !== own.hold.seeds.length) own.hold = null;
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
    if (film && !film.short && !owes && !own.hold) whole = { film, cursor: shown.cursor(film) };
    return owes;
  }

  function emit() {
    if (pending !== undefined) cancelAnimationFrame(pending);
    pending = undefined;
    const owes = settle();
    if (own.hold) owed.update(gate.restarting, heard());
    else owed.update(owes);
    for (const listener of [...listeners]) listener();
  }

  /** @returns {Snapshot} */
  function snapshot() {
    return shown.snapshot({
      playing: player.playing,
      work: work.now(gate.stopping),
      owed: owed.now,
    });
  }

  /** @param {number} cursor */
  function goTo(cursor) {
    const film = shown.film();
    if (!film || own.hold || own.stroke) return;
    const next = Math.max(0, Math.min(shown.reach(film), Math.round(cursor)));
    if (next !== shown.cursor(film)) gate.ask({ cursor: next });
  }

  /** Have Python drop what it has under way; the shown fit stays. */
  function stop() {
    pause();
    const cursor = gate.restarting ? undefined : gate.value("cursor");
    own.hold = null;
    own.stroke = null;
    own.deed = null;
    own.restored = null;
    gate.stop();
    if (cursor !== undefined) gate.ask({ cursor });
    emit();
  }

  work.update(python.progress());
  settle();

  return {
    ...holding,
    ...createWishes(part),
    /** Edits of the points. */
    points,
    undo: points.undo,
    redo: points.redo,
    togglePlay: player.toggle,
    snapshot,
    stop,

    /**
     * @param {() => void} listener
     * @returns {() => void} unsubscribe
     */
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

    /** @param {number} cursor */
    goTo(cursor) {
      pause();
      goTo(cursor);
      emit();
    },

    /** @param {number} steps */
    move(steps) {
      const film = shown.film();
      if (!film) return;
      pause();
      goTo(shown.cursor(film) + steps);
      emit();
    },

    /**
     * Give up what Python has not answered yet: back to the last fit that it did.
     * @returns {boolean} whether there was anything to give up
     */
    giveUp() {
      if (own.hold || own.stroke || !whole || !shown.owes()) return false;
      pause();
      own.deed = null;
      own.restored = whole.film;
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
}

/** @typedef {ReturnType<typeof createStore>} Store */
