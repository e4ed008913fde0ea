// @ts-check
// The cursor, and playing.
import { log10 } from "../geometry/index.js";
import { isHeld } from "./hold.js";

/** @import { Film, Gate } from "../types.js" */
/** @import { LocalState, createShown } from "./snapshot.js" */

/** Milliseconds that a step is shown while playing, and at least, where it changes almost nothing. */
const [STEP, LEAST] = [700, 120];
/** The gain in log-likelihood, in nats a point, of a step worth looking at, and of one to pass by. */
const [MUCH, LITTLE] = [1e-2, 1e-4];

/**
 * How long a step is shown while playing: the shorter, the less its iteration adds.
 * @param {number} gain  in nats a point
 */
export function pace(gain) {
  const share = log10(Math.abs(gain) / LITTLE) / log10(MUCH / LITTLE);
  return LEAST + (STEP - LEAST) * Math.max(0, Math.min(1, share));
}

/**
 * @param {object} core
 * @param {Gate} core.gate
 * @param {LocalState} core.local
 * @param {ReturnType<typeof createShown>} core.shown
 * @param {() => void} core.emit
 */
export function createPlaying({ gate, local, shown, emit }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Play was pressed while Python owed the fit: it begins when that has arrived. */
  let queued = false;

  function pause() {
    queued = false;
    clearTimeout(timer);
    timer = undefined;
  }

  /** @param {number} cursor */
  function jump(cursor) {
    const film = shown.film();
    if (!film || isHeld(local)) return;
    const next = Math.max(0, Math.min(shown.reach(film), Math.round(cursor)));
    if (next !== shown.cursor(film)) gate.ask({ cursor: next });
  }

  /** Play from here, or from the start where this is the end. @param {Film} film */
  function begin(film) {
    const over = shown.cursor(film) >= film.last && !film.short;
    jump(over ? 0 : Math.min(film.last, shown.cursor(film) + 1));
    schedule(film);
  }

  /** Schedule the next step. After a drop it waits for the rest of the film. @param {Film} film */
  function schedule(film) {
    const cursor = shown.cursor(film);
    const more = cursor < film.last || film.short;
    const gain = film.short
      ? MUCH
      : film.gain(Math.min(film.T, Math.max(1, Math.ceil(cursor / 2))));
    timer = more ? setTimeout(tick, pace(gain / film.total) / local.speed) : undefined;
  }

  function tick() {
    const film = shown.film();
    if (!film) return;
    jump(Math.min(film.last, shown.cursor(film) + 1));
    schedule(film);
    emit();
  }

  /** @param {number} cursor */
  function goTo(cursor) {
    pause();
    jump(cursor);
    emit();
  }

  return {
    pause,
    get playing() {
      return queued || timer !== undefined;
    },
    get queued() {
      return queued;
    },
    /** Begin what was queued, once the fit is here. */
    resume() {
      const film = shown.film();
      if (!film || film.short || shown.owes()) return;
      queued = false;
      begin(film);
      emit();
    },
    actions: {
      goTo,
      /** @param {number} steps */
      move(steps) {
        const film = shown.film();
        if (film) goTo(shown.cursor(film) + steps);
      },
      togglePlay() {
        const film = shown.film();
        if (queued || timer !== undefined) pause();
        else if (isHeld(local)) return;
        else if (shown.owes()) queued = true;
        else if (film && film.last > 0) begin(film);
        emit();
      },
      /** @param {number} speed  of playing; 1 is the usual */
      setSpeed(speed) {
        local.speed = speed;
        emit();
      },
    },
  };
}
