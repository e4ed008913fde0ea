// @ts-check
// The model of a saved page: the state that Python left, and answers to the few requests that need no
// Python.

/** @import { Model, State } from "../types.js" */

/** @typedef {Partial<State> & Record<string, unknown>} Traits */
/**
 * `answers`: the fields of a request that are granted; `install`: how to get the package, if it is on an index
 * @typedef {{state: Traits, answers: string[], install: string}} Saved
 */

/**
 * What Python saved: JSON, in which bytes are {"base64": text}.
 * @param {string} text
 * @returns {Saved}
 */
export const read = (text) =>
  JSON.parse(text, (_, value) => (typeof value?.base64 === "string" ? bytes(value.base64) : value));

/** @param {string} base64 */
function bytes(base64) {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) found[i] = text.charCodeAt(i);
  return new DataView(found.buffer);
}

/** @param {Saved} saved @returns {Model} */
export function createModel({ state, answers }) {
  /** @type {Map<string, Set<() => void>>} */
  const listeners = new Map();
  const viewData = { view: state.view, bytes: state._picture };
  const nothing = new DataView(new ArrayBuffer(0));
  /** @type {Traits} */
  const traits = { _answered: {}, _progress: {}, _history: {}, _error: "", ...state };

  /** @param {Traits} changes */
  function change(changes) {
    Object.assign(traits, changes);
    for (const name of Object.keys(changes)) {
      for (const listener of [...(listeners.get(`change:${name}`) ?? [])]) listener();
    }
  }

  return {
    get: (name) => /** @type {any} */ (traits[name]),
    set(name, value) {
      traits[name] = value;
    },
    /** Grant what can be granted; every request is answered, so that nothing waits. */
    save_changes() {
      const request = traits._request;
      if (!request) return;
      const granted = Object.entries(request).filter(([name]) => answers.includes(name));
      const { view = traits.view } = /** @type {Traits} */ (Object.fromEntries(granted));
      change({
        ...Object.fromEntries(granted),
        _picture: view === viewData.view ? viewData.bytes : nothing,
        _answered: { client: request.client, n: request.n },
      });
    },
    on(event, listener) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event)?.add(listener);
    },
    off(event, listener) {
      listeners.get(event)?.delete(listener);
    },
  };
}
