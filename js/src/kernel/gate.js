// @ts-check
// The gate between gestures and the kernel: one request in flight, the latest wins.
//
// Hosts throttle differently (JupyterLab well, Colab hardly, marimo not at all), so the gate is ours. A
// request (a "request") holds every field that was changed here and not yet seen answered (pending.js).
//
// Long work is acknowledged before it is answered: from then on a newer request may be sent, which makes
// Python cancel the older work; the same one is never sent again, which would make it start over.
import { createFields } from "./pending.js";

/** @typedef {Record<string, unknown> & {client: string, n: number}} Request */

const GUARD = 2000;
const LONGEST_GUARD = 32000;
const PATIENCE = 3000;

/**
 * @param {object} options
 * @param {string} options.client
 * @param {(request: Request) => void} options.send
 * @param {() => void} options.onWaiting  called when the wait grows long, and when it ends
 * @param {() => boolean} [options.plays]  whether every cursor can be shown without Python
 */
export function createGate({ client, send, onWaiting, plays = () => false }) {
  const fields = createFields();
  let n = 0;
  /** The n of the last request that was sent. */
  let sent = 0;
  /** The n with which the contents now in flight were first sent; 0 when nothing is. */
  let inFlight = 0;
  /** Python has said that it works on what is in flight. */
  let heard = false;
  /** What is in flight is nothing but "stop". @type {{stop: true, back?: number} | null} */
  let stopping = null;
  /** @type {unknown} */
  let lastProgress;
  let guard = GUARD;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let guardTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patienceTimer;
  let waiting = false;
  /** Whether Python has ever answered: it has not in a notebook that was opened again with its saved widgets. */
  let met = false;

  /** @returns {Request} */
  const request = () => ({ client, n, ...(stopping ?? fields.carry(n)) });

  function pump() {
    const free = heard ? fields.fresh : !inFlight;
    if (!free || (fields.empty && !stopping)) return;
    // What waited behind another request is older than it: no number is used twice.
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
    send(request());
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

  /**
   * A change of the fields that is sent as soon as it may be.
   * @template {unknown[]} Given
   * @param {(...given: Given) => void} change
   * @returns {(...given: Given) => void}
   */
  const changing =
    (change) =>
    (...given) => {
      n += 1;
      change(...given);
      pump();
    };

  /** @param {boolean} value */
  function setWaiting(value) {
    if (waiting === value) return;
    waiting = value;
    onWaiting();
  }

  return {
    ask: changing(fields.change),
    edit: changing(fields.edit),
    release: changing(fields.release),
    step: changing(fields.step),
    dropEdits: fields.dropEdits,

    /** Python has answered somebody's request. @param {unknown} answered */
    answered(answered) {
      const answer = /** @type {{client?: string, n?: number} | null | undefined} */ (answered);
      if (answer?.client !== client) return;
      met = true;
      const upTo = answer.n ?? 0;
      fields.answered(upTo);
      if (!inFlight || upTo < inFlight) return;
      inFlight = 0;
      heard = false;
      stopping = null;
      clearTimeout(guardTimer);
      calm();
      pump();
    },

    /** Python reports progress, for any client or none. @param {unknown} progress */
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

    /**
     * Forget all that is unanswered, and have Python drop what it does for it.
     * @param {number} [back]  as many steps as could be undone before: what it has done since, it takes back
     */
    stop(back) {
      n += 1;
      fields.clear();
      stopping = back === undefined ? { stop: true } : { stop: true, back };
      inFlight = 0;
      heard = false;
      calm();
      pump();
    },

    has: fields.has,
    /** What is asked for and not yet answered. */
    value: fields.value,
    /** Edits not yet answered; the same list while they are the same. */
    get edits() {
      return fields.edits;
    },
    pending: fields.pending,
    get restarting() {
      return fields.restarting;
    },
    /** Whether a new fit is requested from other means alone. */
    get moving() {
      return fields.moving;
    },
    /** Whether Python owes another fit. */
    get owing() {
      return fields.restarting || fields.pending("undo") > 0 || fields.pending("redo") > 0;
    },
    /** Whether Python is at work on a new fit that was asked for here. */
    get working() {
      return heard && fields.restarting;
    },
    get busy() {
      return inFlight > 0;
    },
    /**
     * Whether Python has been silent for long about more than what somebody points at, or, where it never said
     * anything, what is played.
     */
    get waiting() {
      const idle = !met && plays() ? ["inspected", "cursor"] : ["inspected"];
      return waiting && (stopping !== null || !fields.only(idle));
    },
    get stopping() {
      return stopping !== null;
    },
    destroy() {
      clearTimeout(guardTimer);
      clearTimeout(patienceTimer);
      fields.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createGate>} Gate */
