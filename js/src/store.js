// @ts-check
// What is shown, because of what Python sent and what was asked for here. One store serves every
// view of a widget: the cursor, playing, and the mean in the hand are the same in all of them.
import { createGate } from "./gate.js";
import { openModel } from "./model.js";
import { createWork } from "./work.js";

/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("./film.js").Component} Component */
/** @typedef {import("./model.js").Points} Points */
/** @typedef {import("./film.js").Shares | "none" | "unknown"} Shown
 *   responsibilities to colour by; "none" before the first E-step; "unknown": keep the last ones */

/**
 * @typedef {object} Snapshot  all that a view draws
 * @property {Film | null} film
 * @property {Points | null} points
 * @property {Float64Array | null} weights  one a point; null when all are alike
 * @property {[number, number]} axes
 * @property {[string, string]} names  of the two axes
 * @property {"auto" | "light" | "dark"} theme
 * @property {number} cursor
 * @property {number} frame
 * @property {number} wished  the number of components asked for, or had
 * @property {Component[]} mixture
 * @property {Component[] | null} ghost  where EM would end, while a handle is held
 * @property {number | null} held  the mean in the hand
 * @property {Shown} shares
 * @property {boolean} playing
 * @property {boolean} busy
 * @property {boolean} waiting
 * @property {import("./work.js").Work | null} work  what Python has under way
 * @property {string} error
 */

const STEP = 700;

/** @typedef {{k: number, seeds: number[][], before: {film: Film, cursor: number, seeds: number[][]}}} Hold */

/** @param {import("./model.js").Model} model */
export function createStore(model) {
  const python = openModel(model, received);
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const gate = createGate({
    client: Math.random().toString(36).slice(2, 12),
    onWaiting: emit,
    send: python.send,
  });

  const work = createWork(emit);

  /** @type {Hold | null} */
  let hold = null;
  /** @type {Film | null} the film from before a drag that was called off, until Python is back there */
  let restored = null;
  let latest = python.film();
  let data = python.points()?.values;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let playTimer;

  function received() {
    gate.answered(python.answered());
    gate.heard(python.progress());
    work.update(python.progress());
    take();
    emit();
  }

  /** Notice a new film: it ends a hold whose components or points are gone, and playing, unless it is the rest
   * of the short film that plays. */
  function take() {
    const film = python.film();
    const values = python.points()?.values;
    if (values !== data) hold = null;
    data = values;
    if (film === latest) return;
    if (!latest?.short || film?.short) pause();
    latest = film;
    if (hold && film && film.K !== hold.seeds.length) hold = null;
  }

  function emit() {
    for (const listener of [...listeners]) listener();
  }

  /** The film to show. */
  function current() {
    const film = python.film();
    if (restored && !gate.has("seeds") && !film?.short) restored = null;
    if (restored) return restored;
    return hold && !film?.short ? hold.before.film : film;
  }

  /** @param {Film} film */
  function shownCursor(film) {
    if (hold) return 0;
    const wished = /** @type {number | undefined} */ (gate.value("cursor"));
    const cursor = wished ?? (gate.restarting ? 0 : python.cursor());
    return Math.max(0, Math.min(cursor, film.last));
  }

  /** Seeds that are in the hand, or let go and not yet answered. */
  function localSeeds() {
    if (hold) return hold.seeds;
    return restored ? undefined : /** @type {number[][] | undefined} */ (gate.value("seeds"));
  }

  /** @returns {Snapshot} */
  function snapshot() {
    const film = current();
    const axes = python.axes();
    const shown = {
      film,
      points: python.points(),
      weights: python.weights(),
      axes,
      names: python.names(),
      theme: python.theme(),
      wished: /** @type {number} */ (gate.value("n_components") ?? python.components()),
      held: hold?.k ?? null,
      playing: playTimer !== undefined,
      busy: gate.busy,
      waiting: gate.waiting,
      work: work.now(gate.stopping),
      error: python.error(),
    };
    if (!film) {
      return { ...shown, cursor: 0, frame: 0, mixture: [], ghost: null, shares: "none" };
    }
    const cursor = shownCursor(film);
    const frame = film.frame(cursor);
    const handled = film.short && !gate.has("seeds") ? true : hold !== null;
    return {
      ...shown,
      cursor,
      frame,
      mixture: moved(film.mixture(frame, axes), cursor, axes),
      ghost: handled && film.short ? film.mixture(film.finalFrame, axes) : null,
      shares: shares(film, cursor, handled),
    };
  }

  /**
   * @param {Component[]} mixture
   * @param {number} cursor
   * @param {[number, number]} axes
   */
  function moved(mixture, cursor, [i, j]) {
    const seeds = cursor === 0 ? localSeeds() : undefined;
    if (seeds?.length !== mixture.length) return mixture;
    return mixture.map((component, k) => ({
      ...component,
      mean: /** @type {[number, number]} */ ([seeds[k][i], seeds[k][j]]),
    }));
  }

  /**
   * @param {Film} film
   * @param {number} cursor
   * @param {boolean} handled
   * @returns {Shown}
   */
  function shares(film, cursor, handled) {
    if (handled && film.T > 0) return (film.short && film.shares(1)) || "unknown";
    if (cursor === 0) return "none";
    if (film.hasShares) return film.shares(cursor) ?? "none";
    const own = python.cursor();
    const same = !gate.restarting && Math.ceil(own / 2) === Math.ceil(cursor / 2);
    const read = same && own > 0 ? python.responsibilities() : null;
    return read?.shape[1] === film.K ? { values: read.values, whole: 1 } : "unknown";
  }

  function pause() {
    clearTimeout(playTimer);
    playTimer = undefined;
  }

  /** @param {number} cursor */
  function goTo(cursor) {
    const film = current();
    if (!film || hold) return;
    const next = Math.max(0, Math.min(film.last, Math.round(cursor)));
    if (next !== shownCursor(film)) gate.ask({ cursor: next });
  }

  /** After a drop the rest of the film is still on its way: wait for it.
   * @param {Film} film */
  function playOn(film) {
    const more = shownCursor(film) < film.last || film.short;
    playTimer = more ? setTimeout(tick, STEP) : undefined;
  }

  function tick() {
    const film = current();
    if (!film) return;
    goTo(shownCursor(film) + 1);
    playOn(film);
    emit();
  }

  const store = {
    snapshot,

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
      const film = current();
      if (film) store.goTo(shownCursor(film) + steps);
    },

    togglePlay() {
      const film = current();
      if (playTimer !== undefined) pause();
      else if (film && film.last > 0 && !hold) {
        const over = shownCursor(film) >= film.last && !film.short;
        goTo(over ? 0 : shownCursor(film) + 1);
        playOn(film);
      }
      emit();
    },

    /** @param {number} count */
    setComponents(count) {
      if (hold || count < 1 || count > 10) return;
      pause();
      restored = null;
      gate.ask({ n_components: count });
      emit();
    },

    /**
     * Take mean k in the hand, or move it there.
     * @param {number} k
     * @param {[number, number]} to in data units, on the shown axes
     */
    hold(k, to) {
      if (hold && hold.k !== k) store.drop();
      if (!hold) {
        const film = current();
        if (!film || k >= film.K) return;
        pause();
        const cursor = shownCursor(film);
        const seeds = (cursor === 0 && localSeeds()) || film.means(film.frame(cursor));
        if (seeds.length !== film.K) return;
        hold = {
          k,
          seeds: seeds.map((row) => [...row]),
          before: { film, cursor, seeds: film.means(0) },
        };
        restored = null;
      }
      const [i, j] = python.axes();
      const row = hold.seeds[k];
      if (row[i] === to[0] && row[j] === to[1] && gate.has("seeds")) return;
      row[i] = to[0];
      row[j] = to[1];
      gate.ask({ seeds: hold.seeds.map((each) => [...each]) }, { held: true });
      emit();
    },

    /** Let go: the fit starts from here. */
    drop() {
      if (!hold) return;
      const { seeds } = hold;
      hold = null;
      gate.ask({ seeds });
      emit();
    },

    /** Put everything back to where it was before the drag. */
    cancel() {
      if (!hold) return;
      const { before } = hold;
      hold = null;
      restored = before.film.short ? null : before.film;
      gate.ask({ seeds: before.seeds, cursor: before.cursor });
      emit();
    },

    /** Have Python drop what it has under way; the shown fit stays. */
    stop() {
      pause();
      const cursor = gate.restarting ? undefined : gate.value("cursor");
      hold = null;
      restored = null;
      gate.stop();
      if (cursor !== undefined) gate.ask({ cursor });
      emit();
    },

    destroy() {
      pause();
      gate.destroy();
      work.destroy();
      python.close();
      listeners.clear();
    },
  };

  work.update(python.progress());
  return store;
}

/** @typedef {ReturnType<typeof createStore>} Store */
