// @ts-check
// The store of a saved page: it plays the film. Requests that need Python are refused, and the view says
// so.

/** @import { Store } from "../types.js" */

/** What needs no Python. */
const PLAYS = ["goTo", "move", "togglePlay", "setSpeed"];
/** What needs an answer, and the field of a request that it asks for. @type {Record<string, string>} */
const ASKS = { setView: "view", setAxis: "axes" };
/** Requests that only add details to the film: ignored without Python, and without a message. */
const ADDS = ["inspect"];
/** What ends things, most of which never begin here. */
const ENDS = ["drop", "cancel", "giveUp", "end", "callOff", "stop", "destroy"];

/**
 * @param {Store} store
 * @param {object} options
 * @param {readonly string[]} options.answers  the fields of a request that are granted here
 * @param {string} options.refusal  what the view says when something else is wanted
 * @returns {Store}
 */
export function createPlayer(store, { answers, refusal }) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let said = "";

  /** @param {string} words */
  function say(words) {
    if (said === words) return;
    said = words;
    for (const listener of [...listeners]) listener();
  }

  const playing = {
    snapshot() {
      const now = store.snapshot();
      return { ...now, inviting: false, error: said || now.error };
    },
    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      const leave = store.subscribe(listener);
      return () => {
        listeners.delete(listener);
        leave();
      };
    },
  };

  /**
   * A part of the store in which what is not known to need no Python is refused: so is whatever
   * another version adds.
   * @param {object} part
   */
  function guard(part) {
    /** @type {Record<string, unknown>} */
    const guarded = Object.create(part);
    for (const [name, action] of Object.entries(part)) {
      if (typeof action === "object") guarded[name] = action && guard(action);
      if (typeof action !== "function" || ENDS.includes(name)) continue;
      const plays = PLAYS.includes(name) || answers.includes(ASKS[name]);
      /** @param {unknown[]} given */
      const play = (...given) => {
        said = "";
        return /** @type {(...given: unknown[]) => unknown} */ (action)(...given);
      };
      const refuse = () => ADDS.includes(name) || say(refusal);
      guarded[name] = plays ? play : refuse;
    }
    return guarded;
  }

  return /** @type {Store} */ (Object.assign(guard(store), playing));
}
