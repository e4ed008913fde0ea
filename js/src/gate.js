// @ts-check
// The gate between gestures and the kernel: one wish in flight, the latest wins.
//
// Hosts throttle differently (JupyterLab well, Colab hardly, marimo not at all), so the gate is
// ours. A wish holds every field that was changed here and not yet seen answered.
//
// Long work is heard before it is answered: then a newer wish may go, which makes Python drop the
// older work, and the same one is never sent again, which would make it start over.

/** @typedef {number | string | number[] | number[][] | number[][][]} Field */
/** @typedef {Record<string, unknown> & {client: string, n: number}} Wish */

const GUARD = 2000;
const LONGEST_GUARD = 32000;
const PATIENCE = 3000;
/** These start a new fit, whose cursor is 0: a cursor wished for before belongs to the old one. */
const RESTARTS = [
  ...["seeds", "covariances", "n_components"],
  ...["covariance_type", "reg_covar", "max_iter"],
];
/** Shapes belong to the means that they are asked for with, and both to a number of components. */
const REPLACED = { seeds: ["covariances"], n_components: ["seeds", "covariances"] };

/**
 * @param {object} options
 * @param {string} options.client
 * @param {(wish: Wish) => void} options.send
 * @param {() => void} options.onWaiting  called when the wait grows long, and when it ends
 */
export function createGate({ client, send, onWaiting }) {
  /** @type {Map<string, {value: Field, n: number}>} */
  const fields = new Map();
  let n = 0;
  /** The n of the last wish that was sent. */
  let sent = 0;
  let held = false;
  /** The n with which the contents now in flight were first sent; 0 when nothing is. */
  let inFlight = 0;
  /** Python has said that it works on what is in flight. */
  let heard = false;
  /** What is in flight is nothing but "stop". */
  let stopping = false;
  /** @type {unknown} */
  let lastProgress;
  let guard = GUARD;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let guardTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patienceTimer;
  let waiting = false;

  function wish() {
    /** @type {Wish} */
    const made = { client, n };
    if (stopping) return { ...made, stop: true };
    if (held && fields.has("seeds")) made.held = true;
    for (const [name, { value }] of fields) made[name] = value;
    return made;
  }

  function pump() {
    const free = heard ? n > sent : !inFlight;
    if (!free || !(fields.size || stopping)) return;
    // What waited behind a repeated stop is older than it: no number is used twice.
    if (n === sent) n += 1;
    inFlight = n;
    heard = false;
    guard = GUARD;
    patienceTimer ??= setTimeout(() => setWaiting(true), PATIENCE);
    dispatch();
  }

  function dispatch() {
    clearTimeout(guardTimer);
    guardTimer = setTimeout(resend, guard);
    sent = n;
    send(wish());
  }

  function calm() {
    clearTimeout(patienceTimer);
    patienceTimer = undefined;
    setWaiting(false);
  }

  // A host drops a write that equals the last one, so a repeat gets a new number.
  function resend() {
    guard = Math.min(2 * guard, LONGEST_GUARD);
    n += 1;
    dispatch();
  }

  /** @param {boolean} value */
  function setWaiting(value) {
    if (waiting === value) return;
    waiting = value;
    onWaiting();
  }

  return {
    /**
     * Wish for these fields.
     * @param {Record<string, Field>} changes
     * @param {{held?: boolean}} [options] held: a handle is still in the hand
     */
    ask(changes, options = {}) {
      n += 1;
      if (RESTARTS.some((name) => name in changes)) fields.delete("cursor");
      for (const [name, others] of Object.entries(REPLACED)) {
        if (name in changes) for (const other of others) fields.delete(other);
      }
      if ("seeds" in changes) {
        held = options.held ?? false;
        if (fields.has("n_components")) {
          const count = /** @type {number[][]} */ (changes.seeds).length;
          fields.set("n_components", { value: count, n });
        }
      }
      for (const [name, value] of Object.entries(changes)) fields.set(name, { value, n });
      pump();
    },

    /**
     * Python has answered somebody's wish.
     * @param {unknown} answered
     */
    answered(answered) {
      const answer = /** @type {{client?: string, n?: number} | null | undefined} */ (answered);
      if (answer?.client !== client) return;
      const upTo = answer.n ?? 0;
      // A repeated stop is younger than a change that waits behind it, but does not carry it.
      if (!stopping) for (const [name, field] of fields) if (field.n <= upTo) fields.delete(name);
      if (!inFlight || upTo < inFlight) return;
      inFlight = 0;
      heard = false;
      stopping = false;
      clearTimeout(guardTimer);
      calm();
      pump();
    },

    /**
     * Python works for somebody, or for nobody.
     * @param {unknown} progress
     */
    heard(progress) {
      if (progress === lastProgress) return;
      lastProgress = progress;
      const work = /** @type {{client?: string, n?: number} | null | undefined} */ (progress);
      if (!inFlight) return;
      if (work?.client === client && (work.n ?? 0) >= inFlight) {
        heard = true;
        clearTimeout(guardTimer);
        calm();
        // Python speaks at every slice: silence means that it is busy elsewhere, or gone.
        patienceTimer = setTimeout(() => setWaiting(true), PATIENCE);
        pump();
      } else if (heard && work?.client !== client) {
        // The work is over, and its answer was lost.
        heard = false;
        guardTimer = setTimeout(resend, guard);
      }
    },

    /** Forget all that is unanswered, and have Python drop what it does for it. */
    stop() {
      n += 1;
      fields.clear();
      stopping = true;
      inFlight = 0;
      heard = false;
      calm();
      pump();
    },

    /** @param {string} name */
    has: (name) => fields.has(name),
    /**
     * What is wished for and not yet answered.
     * @param {string} name
     */
    value: (name) => fields.get(name)?.value,
    get restarting() {
      return RESTARTS.some((name) => fields.has(name));
    },
    get busy() {
      return inFlight > 0;
    },
    get waiting() {
      return waiting;
    },
    get stopping() {
      return stopping;
    },
    destroy() {
      clearTimeout(guardTimer);
      clearTimeout(patienceTimer);
      fields.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createGate>} Gate */
