// @ts-check
// The actions: one store serves every view of a widget, so that the cursor, playing, and the held mean are
// the same in all of them.

import { log10 } from "../geometry/index.js";
import { createGate, createWork, openModel } from "../kernel/index.js";
import { wished } from "./hold.js";
import { createOwed } from "./owed.js";
import { createEditing, toTell } from "./pointedits.js";
import { createShown } from "./snapshot.js";

/** @import { At, Covariance, Field, Film, Model } from "../types.js" */
/** @import { Hold } from "./hold.js" */
/** @import { Options, Own, Snapshot } from "./snapshot.js" */

/** Milliseconds that a step is shown while playing, and at least, where it changes almost nothing. */
const [STEP, LEAST] = [700, 120];
/** What an iteration adds to the log-likelihood, in nats a point: a step to look at, and one to pass by. */
const [MUCH, LITTLE] = [1e-2, 1e-4];

/**
 * How long a step is shown while playing: the shorter, the less its iteration adds.
 * @param {number} gain  in nats a point
 */
export function pace(gain) {
  const share = log10(Math.abs(gain) / LITTLE) / log10(MUCH / LITTLE);
  return LEAST + (STEP - LEAST) * Math.max(0, Math.min(1, share));
}

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
  let latest = python.film();
  let data = python.points()?.values;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let playTimer;
  /** Play was pressed while Python owed the fit: it begins when that is here. */
  let kept = false;
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
    const play = kept;
    if (take()) emit();
    else pending ??= requestAnimationFrame(emit);
    const film = shown.film();
    if (!play || !film || film.short || shown.owes()) return;
    kept = false;
    begin(film);
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

  /**
   * Component k comes into the hand, from where it is shown.
   * @param {number} k
   * @param {"mean" | "shape"} part
   * @param {number[][]} [means]  that are shown instead of the film's
   * @returns {Hold | null}
   */
  function grasp(k, part, means) {
    const film = shown.film();
    if (!film || k >= film.K) return null;
    pause();
    const cursor = shown.cursor(film);
    const seeds = (cursor === 0 && shown.seeds()) || (means ?? film.means(film.frame(cursor)));
    const whole = part === "shape" || (own.shapes && !means);
    // Python takes shapes to be on the axes that it has.
    if (seeds.length !== film.K || (whole && gate.has("axes"))) return null;
    const { mixture } = store.snapshot();
    const shapes = whole ? mixture.map(({ covariance }) => covariance) : null;
    own.restored = null;
    own.handled = true;
    const before = { film, cursor, seeds: film.means(0) };
    return { k, part, seeds: seeds.map((row) => [...row]), shapes, axes: shown.axes(), before };
  }

  function pause() {
    kept = false;
    clearTimeout(playTimer);
    playTimer = undefined;
  }

  /** @param {number} cursor */
  function goTo(cursor) {
    const film = shown.film();
    if (!film || own.hold || own.stroke) return;
    const next = Math.max(0, Math.min(shown.reach(film), Math.round(cursor)));
    if (next !== shown.cursor(film)) gate.ask({ cursor: next });
  }

  /** Play from here, or from the start where this is the end. @param {Film} film */
  function begin(film) {
    const over = shown.cursor(film) >= film.last && !film.short;
    goTo(over ? 0 : Math.min(film.last, shown.cursor(film) + 1));
    playOn(film);
  }

  /** After a drop the rest of the film is still on its way: wait for it.
   * @param {Film} film */
  function playOn(film) {
    const cursor = shown.cursor(film);
    const more = cursor < film.last || film.short;
    const gain = film.short
      ? MUCH
      : film.gain(Math.min(film.T, Math.max(1, Math.ceil(cursor / 2))));
    playTimer = more ? setTimeout(tick, pace(gain / film.total) / own.speed) : undefined;
  }

  function tick() {
    const film = shown.film();
    if (!film) return;
    goTo(Math.min(film.last, shown.cursor(film) + 1));
    playOn(film);
    emit();
  }

  /**
   * Ask for a new fit.
   * @param {Record<string, Field>} changes
   */
  function restart(changes) {
    if (!own.hold && !own.stroke) {
      pause();
      own.restored = null;
      gate.ask(changes);
    }
    emit();
  }

  /** @param {Record<string, Field>} changes */
  function ask(changes) {
    gate.ask(changes);
    emit();
  }

  const points = createEditing({ python, gate, own, shown, pause, emit, stop: () => store.stop() });

  const store = {
    /** Edits of the points. */
    points,
    undo: points.undo,
    redo: points.redo,

    /** @returns {Snapshot} */
    snapshot: () =>
      shown.snapshot({
        playing: kept || playTimer !== undefined,
        work: work.now(gate.stopping),
        owed: owed.now,
      }),

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
      if (film) store.goTo(shown.cursor(film) + steps);
    },

    togglePlay() {
      const film = shown.film();
      if (kept || playTimer !== undefined) pause();
      else if (own.hold || own.stroke) return;
      else if (shown.owes()) kept = true;
      else if (film && film.last > 0) begin(film);
      emit();
    },

    /** @param {number} count */
    setComponents(count) {
      if (count >= 1 && count <= 10) restart({ n_components: count });
    },

    /**
     * @template {keyof Options} Name
     * @param {Name} name
     * @param {Options[Name]} value
     */
    setOption(name, value) {
      if (value !== store.snapshot().options[name]) restart({ [name]: value });
    },

    /**
     * Draw another column on an axis; the other axis takes the old one if it had this one.
     * @param {0 | 1} axis
     * @param {number} column
     */
    setAxis(axis, column) {
      const axes = shown.axes();
      const other = axes[1 - axis] === column ? axes[axis] : axes[1 - axis];
      if (!own.hold && !own.stroke) gate.ask({ axes: axis ? [other, column] : [column, other] });
      emit();
    },

    /** @param {string} view */
    setView(view) {
      if (view !== store.snapshot().view) ask({ view });
    },

    /** @param {number} component  whose mean the basins are of, from 0 */
    setComponent(component) {
      if (component !== store.snapshot().component) ask({ component });
    },

    /** Ask about a row or a place: `told` and `path` have the answer once it is there. @param {At | null} at */
    inspect(at) {
      if (!own.hold && !own.stroke) gate.ask({ inspected: at });
    },

    /** Ask for another start, with options and a cursor where they matter: past the end is the end. */
    load: restart,

    /**
     * Take mean k in the hand, or move it there.
     * @param {number} k
     * @param {[number, number]} to in data units, on the shown axes
     * @param {number[][]} [means]  that are shown instead of the film's
     */
    hold(k, to, means) {
      if (own.hold?.k !== k || own.hold.part !== "mean") store.drop();
      own.hold ??= grasp(k, "mean", means);
      if (!own.hold) return;
      const [i, j] = shown.axes();
      const row = own.hold.seeds[k];
      if (row[i] === to[0] && row[j] === to[1] && gate.has("seeds")) return;
      row[i] = to[0];
      row[j] = to[1];
      gate.ask(wished(own.hold), { held: true });
      emit();
    },

    /**
     * Take the shape of component k in the hand, or change it.
     * @param {number} k
     * @param {Covariance} covariance  in data units, on the shown axes
     */
    reshape(k, covariance) {
      if (own.hold?.k !== k || own.hold.part !== "shape") store.drop();
      own.hold ??= grasp(k, "shape");
      if (!own.hold?.shapes) return;
      own.hold.shapes[k] = covariance;
      gate.ask(wished(own.hold), { held: true });
      emit();
    },

    /** @param {number} speed  of playing; 1 is the usual */
    setSpeed(speed) {
      own.speed = speed;
      emit();
    },

    /** @param {boolean} on  whether ellipses have handles */
    setShapes(on) {
      own.shapes = on;
      emit();
    },

    /** Ask for the shapes that the means alone stand for, and look at them. */
    resetShapes: () => restart({ covariances: "default", cursor: 0 }),

    /** Let go: the fit starts from here. */
    drop() {
      if (!own.hold) return;
      const { hold } = own;
      own.hold = null;
      ask(wished(hold));
    },

    /** Put everything back to where it was before the drag. */
    cancel() {
      if (!own.hold) return;
      const { before } = own.hold;
      own.hold = null;
      own.restored = before.film.short ? null : before.film;
      ask({ seeds: before.seeds, cursor: before.cursor });
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

    /** Have Python make an answer code of the start. */
    record() {
      if (own.hold || own.stroke) return;
      gate.step("record");
      emit();
    },

    /** Have Python drop what it has under way; the shown fit stays. */
    stop() {
      pause();
      const cursor = gate.restarting ? undefined : gate.value("cursor");
      own.hold = null;
      own.stroke = null;
      own.deed = null;
      own.restored = null;
      gate.stop();
      if (cursor !== undefined) gate.ask({ cursor });
      emit();
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
