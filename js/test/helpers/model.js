import { vi } from "vitest";
import { POINTS, packed, toyFilm } from "./film.js";

/** Milliseconds that a frame has, by fake timers. */
export const FRAME = 16;

/** What anywidget hands to a front end, with a record of what was sent and who listens. */
export function fakeModel(traits = {}) {
  const state = {
    points: packed(POINTS),
    n_components: 2,
    covariance_type: "full",
    reg_covar: 0,
    max_iter: 25,
    seeds: packed([
      [0, 0],
      [1, 2],
    ]),
    cursor: 0,
    axes: [0, 1],
    theme: "light",
    columns: ["width", "height"],
    responsibilities: null,
    _film: new DataView(toyFilm().buffer),
    _request: null,
    sample_weight: null,
    _answered: {},
    _progress: {},
    _error: "",
    ...traits,
  };
  const listeners = new Map();
  const sent = [];
  return {
    sent,
    get wish() {
      return sent.at(-1);
    },
    listeners: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
    },
    save_changes() {
      sent.push(structuredClone(state._request));
    },
    on(event, callback) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(callback);
    },
    off(event, callback) {
      listeners.get(event)?.delete(callback);
    },
    /** One message from Python: all traits first, then all events; resolves when it has been heard. */
    async send(changes) {
      Object.assign(state, changes);
      for (const name of Object.keys(changes)) {
        for (const callback of [...(listeners.get(`change:${name}`) ?? [])]) callback();
      }
      await Promise.resolve();
    },
    /** The same; resolves when views have drawn. */
    async receive(changes) {
      await this.send(changes);
      if (vi.isFakeTimers()) vi.advanceTimersToNextFrame();
      else await new Promise((drawn) => requestAnimationFrame(drawn));
    },
    /** Python has heard the last wish, and works on it. */
    hear(changes = {}) {
      const { client, n } = sent.at(-1);
      const work = { client, n, done: 1, total: 4, what: "Fitting 5 points" };
      return this.receive({ _progress: { ...work, ...changes } });
    },
    /** Python answers the last wish, with what else has changed. */
    answer(changes = {}) {
      const { client, n } = sent.at(-1);
      return this.receive({ _answered: { client, n }, ...changes });
    },
  };
}

export const filmTrait = (options) => new DataView(toyFilm(options).buffer);
