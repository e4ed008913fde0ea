// @ts-check
// The model as this front end sees it: typed reads, the wish, and what is shown because of both.
// Nobody else touches the model. One store serves every view of a widget.
import { decodeArray, decodeFilm } from "./film.js";
import { createGate } from "./gate.js";
import { broken } from "./words.js";

/** @typedef {{shape: number[], data: DataView | ArrayBuffer}} PackedArray  little-endian float64 */

/**
 * The traits of GMMWidget, as they travel.
 * @typedef {object} State
 * @property {PackedArray} points
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

/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("./film.js").Component} Component */
/** @typedef {{values: Float64Array, n: number, d: number}} Points */
/** @typedef {import("./film.js").Shares | "none" | "unknown"} Shown
 *   responsibilities to colour by; "none" before the first E-step; "unknown": keep the last ones */

/**
 * @typedef {object} Snapshot  all that a view draws
 * @property {Film | null} film
 * @property {Points | null} points
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
 * @property {string} error
 */

const WATCHED = /** @type {const} */ ([
  "points",
  "n_components",
  "cursor",
  "axes",
  "theme",
  "columns",
  "responsibilities",
  "_film",
  "_answered",
  "_error",
]);

const STEP = 700;

/** @typedef {{k: number, seeds: number[][], before: {film: Film, cursor: number, seeds: number[][]}}} Hold */

/** @param {Model} model */
export function createStore(model) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const gate = createGate({
    client: Math.random().toString(36).slice(2, 12),
    onWaiting: emit,
    send: (wish) => {
      try {
        model.set("_request", wish);
        model.save_changes();
      } catch (error) {
        console.warn("gmm_widget: the kernel cannot be reached", error);
      }
    },
  });

  const readFilm = remember((/** @type {State["_film"]} */ bytes) => {
    if (!bytes?.byteLength) return { film: null, error: "" };
    try {
      return { film: decodeFilm(bytes), error: "" };
    } catch (error) {
      return { film: null, error: broken(error) };
    }
  });
  const readPoints = remember(decodeArray);
  const readShares = remember(decodeArray);

  /** @type {Hold | null} */
  let hold = null;
  /** @type {Film | null} the film from before a drag that was called off, until Python is back there */
  let restored = null;
  let { film: latest } = readFilm(model.get("_film"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let playTimer;
  let queued = false;
  let destroyed = false;

  function received() {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (destroyed) return;
      gate.answered(model.get("_answered"));
      take();
      emit();
    });
  }

  /** Notice a new film: it ends playing, and a hold whose components are gone. */
  function take() {
    const { film } = readFilm(model.get("_film"));
    if (film === latest) return;
    latest = film;
    pause();
    if (hold && film && film.K !== hold.seeds.length) hold = null;
  }

  function emit() {
    for (const listener of [...listeners]) listener();
  }

  /** The film to show. */
  function current() {
    const { film } = readFilm(model.get("_film"));
    if (restored && !gate.has("seeds") && !film?.short) restored = null;
    if (restored) return restored;
    return hold && !film?.short ? hold.before.film : film;
  }

  /** @param {Film} film */
  function shownCursor(film) {
    if (hold) return 0;
    const wished = /** @type {number | undefined} */ (gate.value("cursor"));
    const cursor = wished ?? (gate.restarting ? 0 : model.get("cursor"));
    return Math.max(0, Math.min(cursor, film.last));
  }

  /** @returns {[number, number]} */
  function shownAxes() {
    const [i, j] = model.get("axes") ?? [0, 1];
    return [i, j];
  }

  /** Seeds that are in the hand, or let go and not yet answered. */
  function localSeeds() {
    if (hold) return hold.seeds;
    return restored ? undefined : /** @type {number[][] | undefined} */ (gate.value("seeds"));
  }

  /** @returns {Snapshot} */
  function snapshot() {
    const { error } = readFilm(model.get("_film"));
    const film = current();
    const axes = shownAxes();
    const packed = readPoints(model.get("points"));
    const columns = model.get("columns") ?? [];
    const shown = {
      film,
      points: packed && { values: packed.values, n: packed.shape[0], d: packed.shape[1] },
      axes,
      names: /** @type {[string, string]} */ (axes.map((i) => columns[i] ?? `x${i + 1}`)),
      theme: model.get("theme") ?? "auto",
      wished: /** @type {number} */ (gate.value("n_components") ?? model.get("n_components")),
      held: hold?.k ?? null,
      playing: playTimer !== undefined,
      busy: gate.busy,
      waiting: gate.waiting,
      error: error || model.get("_error") || "",
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
    const own = model.get("cursor");
    const same = !gate.restarting && Math.ceil(own / 2) === Math.ceil(cursor / 2);
    const read = same && own > 0 ? readShares(model.get("responsibilities")) : null;
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

  function tick() {
    const film = current();
    if (!film) return;
    goTo(shownCursor(film) + 1);
    playTimer = shownCursor(film) < film.last ? setTimeout(tick, STEP) : undefined;
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
        if (shownCursor(film) >= film.last) goTo(0);
        else goTo(shownCursor(film) + 1);
        if (shownCursor(film) < film.last) playTimer = setTimeout(tick, STEP);
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
      const [i, j] = shownAxes();
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

    destroy() {
      destroyed = true;
      pause();
      gate.destroy();
      for (const name of WATCHED) model.off(`change:${name}`, received);
      listeners.clear();
    },
  };

  for (const name of WATCHED) model.on(`change:${name}`, received);
  return store;
}

/** @typedef {ReturnType<typeof createStore>} Store */

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
