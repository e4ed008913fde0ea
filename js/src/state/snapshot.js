// @ts-check
// What is shown, derived from what Python sent and what was requested here.
import { edited } from "./editedpoints.js";
import { fromMatrix } from "./hold.js";

/** @import { At, Beside, Challenge, Component, Film, Gate, Inspected, Likeliest, ViewData, Points, Python, Shares, Way, Work } from "../types.js" */
/** @import { Edited } from "./editedpoints.js" */
/** @import { Hold } from "./hold.js" */
/** @import { Owed } from "./owed.js" */
/** @import { Deed, Stroke } from "./pointedits.js" */

/** @typedef {Shares | Likeliest | "none" | "unknown"} Shown
 *   what to colour by; "none" before the first E-step; "unknown": keep the last ones */

/**
 * @typedef {object} Options  of the fit, with scikit-learn's names and meanings
 * @property {string} covariance_type
 * @property {number} reg_covar
 * @property {number} max_iter
 */

/**
 * @typedef {object} Snapshot  all that a view draws
 * @property {Film | null} film
 * @property {Points | null} points
 * @property {Float64Array | null} weights  one a point; null when all are alike
 * @property {Edited | null} edited  how the points will be, once Python has answered
 * @property {boolean} stroke  whether a hand is at the points
 * @property {Deed | null} deed  the last action, to be narrated
 * @property {[number, number]} axes  the two drawn columns, as asked for
 * @property {string[]} columns  the names of all
 * @property {[string, string]} names  of the two axes
 * @property {"auto" | "light" | "dark"} theme
 * @property {"all" | "simple"} controls  how much is in sight at once
 * @property {Record<string, Beside>} beside  of each comparison that it is in
 * @property {boolean} inviting  whether nothing has been dragged yet
 * @property {string} view  as asked for
 * @property {ViewData | null} viewData  what this view shows beside the film; null while it is on its way
 * @property {number} component  the one whose mean the basins are of
 * @property {{undo: number, redo: number}} history  steps that there are each way
 * @property {Options} options  of the fit, as asked for
 * @property {number} cursor
 * @property {number} frame
 * @property {number} components  the number of components asked for, or had
 * @property {Component[]} mixture
 * @property {Component[] | null} ghost  where EM would end, while a handle is held
 * @property {number | null} held  the component in the hand
 * @property {"mean" | "shape" | null} part  what of it
 * @property {boolean} shapes  whether ellipses have handles, and a start is a whole mixture
 * @property {Shown} shares
 * @property {number} iteration  whose E-step the points are to show; 0 before any
 * @property {(at: At) => Inspected | null} told  details of a row
 *   or a place in that E-step, where it was asked for
 * @property {(Way & {place: [number, number]}) | null} path  of EM from a place of the map
 * @property {Owed} owed  whether Python owes the fit that was asked for, and for how long
 * @property {boolean} seeded  whether the means are those that were asked for here
 * @property {number} reach  the last cursor that can be asked for
 * @property {boolean} playing
 * @property {number} speed  of playing; 1 is the usual
 * @property {boolean} busy
 * @property {boolean} waiting  Python has been silent for long
 * @property {boolean} choosing  Python has not answered the request for this view yet
 * @property {boolean} stopping  Python has been asked to stop, or to go back
 * @property {Work | null} work  what Python has under way
 * @property {Challenge | null} challenge
 * @property {(action: string) => boolean} acting  whether an action is asked for and not yet done
 * @property {string} error
 */

/**
 * @typedef {object} LocalState  what this front end alone knows
 * @property {Hold | null} hold
 * @property {Stroke | null} stroke
 * @property {Deed | null} deed
 * @property {boolean} shapes  whether ellipses have handles
 * @property {boolean} handled  whether something has been dragged
 * @property {number} speed  of playing
 * @property {Film | null} restored  from before a drag that was called off, until Python is back there
 */

/** @param {Python} python @param {Gate} gate @param {LocalState} local */
export function createShown(python, gate, local) {
  /**
   * As asked for here, else as Python has it.
   * @template Value
   * @param {string} name
   * @param {Value} had
   */
  const requested = (name, had) => /** @type {Value} */ (gate.value(name) ?? had);

  const axes = () => requested("axes", python.axes());

  /** Whether the latest film begins where the hand let go: then its first numbers are true already. */
  function begun() {
    const latest = python.film();
    const seeds = gate.moving ? /** @type {number[][]} */ (gate.value("seeds")) : null;
    return latest?.short === true && String(latest.means(0)) === String(seeds);
  }

  /** Whether Python owes the fit that is to be shown. */
  function owes() {
    if (local.restored || !gate.owing) return false;
    return !begun() || requested("cursor", 0) > (python.film()?.last ?? 0);
  }

  /** The last cursor that can be asked for: the length of a fit is unknown before it ends. @param {Film} film */
  const reach = (film) =>
    owes() || (gate.restarting && film.short)
      ? 2 * requested("max_iter", python.options().max_iter)
      : film.last;

  /** The film to show. */
  function film() {
    const latest = python.film();
    const back = !gate.has("seeds") && !gate.stopping && !latest?.short;
    if (local.restored && back) local.restored = null;
    if (local.restored) return local.restored;
    return local.hold && !latest?.short ? local.hold.before.film : latest;
  }

  /** @param {Film} film */
  function cursor(film) {
    if (local.hold) return 0;
    const at = requested("cursor", gate.restarting ? 0 : python.cursor());
    return Math.max(0, Math.min(at, reach(film)));
  }

  /** Seeds that are in the hand, or let go and not yet answered. */
  function seeds() {
    if (local.hold) return local.hold.seeds;
    return local.restored ? undefined : /** @type {number[][] | undefined} */ (gate.value("seeds"));
  }

  /** Shapes that are, on the drawn axes. */
  function shapes() {
    if (local.hold) return local.hold.shapes;
    const found = local.restored || gate.has("axes") ? null : gate.value("covariances");
    return Array.isArray(found) ? /** @type {number[][][]} */ (found).map(fromMatrix) : null;
  }

  function viewData() {
    const found = python.viewData();
    return found?.view === requested("view", python.view()) ? found : null;
  }

  /** Steps that there are each way, with those on their way. */
  function history() {
    const { undo, redo } = python.history();
    const back = gate.pending("undo") - gate.pending("redo");
    const more = gate.restarting ? 1 : 0;
    return { undo: Math.max(0, undo + more - back), redo: more ? 0 : Math.max(0, redo + back) };
  }

  /** @type {{parts: unknown[], made: Edited | null}} */
  let last = { parts: [], made: null };

  function withEdits() {
    const points = python.points();
    const weights = python.weights();
    const parts = [points?.values, weights, gate.edits, ...axes()];
    if (!parts.every((part, i) => part === last.parts[i])) {
      const made = points && gate.edits.length ? edited(points, weights, axes(), gate.edits) : null;
      last = { parts, made };
    }
    return last.made;
  }

  /** All but the film and what it shows. */
  function around() {
    const options = python.options();
    const steps = history();
    return {
      points: python.points(),
      weights: python.weights(),
      edited: withEdits(),
      stroke: local.stroke !== null,
      axes: axes(),
      columns: python.columns(),
      names: python.names(axes()),
      theme: python.theme(),
      controls: python.controls(),
      beside: python.beside(),
      inviting: !local.handled && !steps.undo && !steps.redo,
      view: requested("view", python.view()),
      viewData: viewData(),
      component: requested("component", python.component()),
      history: steps,
      speed: local.speed,
      options: {
        covariance_type: requested("covariance_type", options.covariance_type),
        reg_covar: requested("reg_covar", options.reg_covar),
        max_iter: requested("max_iter", options.max_iter),
      },
      components: requested("n_components", python.components()),
      held: local.hold?.k ?? null,
      part: local.hold?.part ?? null,
      shapes: local.shapes,
      busy: gate.busy,
      waiting: gate.waiting,
      stopping: gate.stopping,
      choosing: gate.has("view") || gate.has("component"),
      challenge: python.challenge(),
      acting: (/** @type {string} */ action) => gate.pending(action) > 0,
      error: python.error(),
    };
  }

  /** @param {Component[]} mixture @param {number} frame */
  function moved(mixture, frame) {
    const local = frame === 0 ? seeds() : undefined;
    if (local?.length !== mixture.length) return mixture;
    const [i, j] = axes();
    const hand = shapes();
    return mixture.map((component, k) => ({
      ...component,
      covariance: hand?.[k] ?? component.covariance,
      mean: /** @type {[number, number]} */ ([local[k][i], local[k][j]]),
    }));
  }

  /**
   * @param {Film} film
   * @param {number} cursor
   * @param {boolean} handled
   * @param {Owed} owed
   * @returns {Shown}
   */
  function shares(film, cursor, handled, owed) {
    if (owed === "late") return "none";
    if (handled && film.T > 0) {
      const answered = film.short ? (film.shares(1) ?? python.likeliest()) : null;
      return python.preview() ?? answered ?? "unknown";
    }
    if (cursor === 0) return "none";
    if (film.hasShares) return film.shares(cursor) ?? "none";
    // Of another iteration, too: the colours follow, and the latest that came are the nearest.
    return (gate.restarting ? null : python.likeliest()) ?? "unknown";
  }

  return {
    axes,
    film,
    cursor,
    owes,
    reach,
    seeds,
    history,
    edited: withEdits,
    /** @param {{playing: boolean, work: Work | null, owed: Owed}} now @returns {Snapshot} */
    snapshot(now) {
      const shown = { ...around(), ...now };
      const at = film();
      if (!at) {
        const nothing = {
          cursor: 0,
          reach: 0,
          seeded: false,
          frame: 0,
          mixture: [],
          ghost: null,
          deed: null,
        };
        const nobody = { film: null, iteration: 0, told: () => null, path: null };
        return { ...shown, ...nothing, ...nobody, shares: "none" };
      }
      const where = cursor(at);
      const fresh = owes() && gate.restarting;
      const frame = fresh ? 0 : at.frame(Math.min(where, at.last));
      const handled = at.short && !gate.has("seeds") ? true : local.hold !== null;
      const { deed } = local;
      const told = !deed?.film || (deed.film === at && deed.cursor === where);
      const iteration = handled ? Math.min(1, at.T) : fresh ? 0 : Math.ceil(where / 2);
      const ends = handled && at.short && now.owed !== "late";
      const ghost = ends ? at.mixture(at.finalFrame, shown.axes) : null;
      return {
        ...shown,
        film: at,
        deed: told ? deed : null,
        cursor: where,
        frame,
        mixture: moved(at.mixture(frame, shown.axes), frame),
        reach: reach(at),
        seeded: seeds()?.length === at.K,
        ghost,
        shares: fresh && !handled ? "none" : shares(at, where, handled, now.owed),
        iteration,
        told(at) {
          const found = gate.restarting ? null : python.inspected(at);
          return found?.iteration === iteration && found.shares ? found : null;
        },
        path: gate.restarting ? null : python.path(),
      };
    },
  };
}
