// @ts-check
// Playing: a part of the store. A step is shown the shorter, the less its iteration adds.

import { log10 } from "../geometry/index.js";

/** @import { Film } from "../types.js" */
/** @import { Own, createShown } from "./snapshot.js" */

/** Milliseconds that a step is shown, and at least, where it changes almost nothing. */
const [STEP, LEAST] = [700, 120];
/** What an iteration adds to the log-likelihood, in nats a point: a step to look at, and one to pass by. */
const [MUCH, LITTLE] = [1e-2, 1e-4];

/**
 * How long a step is shown.
 * @param {number} gain  in nats a point
 */
export function pace(gain) {
  const share = log10(Math.abs(gain) / LITTLE) / log10(MUCH / LITTLE);
  return LEAST + (STEP - LEAST) * Math.max(0, Math.min(1, share));
}

/**
 * @param {object} store
 * @param {Own} store.own
 * @param {ReturnType<typeof createShown>} store.shown
 * @param {(cursor: number) => void} store.goTo
 * @param {() => void} store.emit
 */
export function createPlayer({ own, shown, goTo, emit }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Play was pressed while Python owed the fit: it begins when that is here. */
  let waiting = false;

  function pause() {
    waiting = false;
    clearTimeout(timer);
    timer = undefined;
  }

  /** Play from here, or from the start where this is the end. @param {Film} film */
  function begin(film) {
    waiting = false;
    const over = shown.cursor(film) >= film.last && !film.short;
    goTo(over ? 0 : Math.min(film.last, shown.cursor(film) + 1));
    playOn(film);
  }

  /** After a drop the rest of the film is still on its way: wait for it. @param {Film} film */
  function playOn(film) {
    const cursor = shown.cursor(film);
    const more = cursor < film.last || film.short;
    const gain = film.short
      ? MUCH
      : film.gain(Math.min(film.T, Math.max(1, Math.ceil(cursor / 2))));
    timer = more ? setTimeout(tick, pace(gain / film.total) / own.speed) : undefined;
  }

  function tick() {
    const film = shown.film();
    if (!film) return;
    goTo(Math.min(film.last, shown.cursor(film) + 1));
    playOn(film);
    emit();
  }

  return {
    pause,
    begin,
    get waiting() {
      return waiting;
    },
    get playing() {
      return waiting || timer !== undefined;
    },
    toggle() {
      const film = shown.film();
      if (waiting || timer !== undefined) pause();
      else if (own.hold || own.stroke) return;
      else if (shown.owes()) waiting = true;
      else if (film && film.last > 0) begin(film);
      emit();
    },
  };
}
