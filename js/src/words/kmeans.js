// @ts-check
// k-means beside EM.
import { CURVE, counted, HOLDING, spelled } from "./fit.js";
import { coordinates, inertia, number } from "./numbers.js";
import { say } from "./say.js";

/** @import { Sentence } from "../types.js" */
/** @import { Steps } from "./controls.js" */
/** @import { Counts } from "./fit.js" */
/** @import { Held } from "./plot.js" */

const ASSIGN = say("Next: assignment.");
const ELSEWHERE = say("Drag a centre to start elsewhere.");

export const KMEANS = {
  /** @type {Held} */
  handles: {
    all: say("Centres of the clusters"),
    group: (k) => say("Centre of cluster {k}", { k }),
    horizontal: (k) => say("Centre {k}, horizontal", { k }),
    vertical: (k) => say("Centre {k}, vertical", { k }),
    title: (k) => say("Drag centre {k}, or tap it and then the place where it should go", { k }),
    picked: (k) => say("Tap where centre {k} should go", { k }),
  },
  label: say("k-means"),
  /** @param {number} K */
  title: (K) =>
    K === 1
      ? say("Finding one cluster with k-means")
      : say("Finding {count} clusters with k-means", { count: spelled(K) }),
  inertia: say("Inertia"),
  inertiaTitle: say("The sum of squared distances of the points to their nearest centre"),
  said: inertia,
  /** @param {number} count */
  changed(count) {
    if (!count) return say("no point changed");
    return count === 1
      ? say("1 point changed")
      : say("{n} points changed", { n: number(count, 0) });
  },
  elsewhere: say("Assigned differently by EM"),
  ring: say("ring them in EM's colour"),
  agreement: say("Agreement with the true groups"),
  agreementNote: say("adjusted Rand index: 1 is perfect, 0 is chance"),
  em: "EM",
  /** @param {number} value */
  index: (value) => number(value, 2),
  /** @param {boolean} equal  whether both axes have the same scale */
  why(equal) {
    const circles = say(
      "k-means only knows circles of the same size: its boundaries lie halfway between the centres, and no point is undecided. EM can fit the shape and the size of each cluster.",
    );
    const stretched = say(
      "k-means measures in the data's own units: on axes of different scales its circles look " +
        "stretched, and the column with the larger numbers decides.",
    );
    return equal ? circles : `${circles} ${stretched}`;
  },
  legendPoints: say("points by nearest centre"),
  legendCircles: say("spread (1, 2 radii)"),
  legendBorders: say("boundary"),

  /** @type {Steps} */
  steps: {
    e: say("Assign"),
    m: say("Update"),
    eTitle: say("Give each point to its nearest centre"),
    mTitle: say("Move each centre to the mean of its points"),
    afterE: (t) => say("Iteration {t}, after assignment", { t }),
    afterM: (t) => say("Iteration {t}, after update", { t }),
  },

  /** While a centre is held. @param {number} k from 0 */
  moving: (k, seen = true) => ({
    lead: say("Moving centre {k}.", { k: k + 1 }),
    body: seen
      ? say(
          "The colours are this start's first assignment; the dashed circles are where k-means would end.",
        )
      : say("Its colours, and where k-means would end, appear when Python answers."),
    next: HOLDING.next,
  }),

  curve: {
    ...CURVE,
    said: inertia,
    /** @param {number} value */
    start: (value) => say("start {value}", { value: inertia(value) }),
    /** @param {ArrayLike<number>} values @param {number} now */
    summary(values, now) {
      const n = values.length - 1;
      const [a, b, c] = [values[0], values[n], values[now]].map(inertia);
      return say("Inertia over {n} iterations, from {a} to {b}; now {c}.", { n, a, b, c });
    },
  },

  /**
   * What a screen reader hears for the plot.
   * @param {Counts} counts
   * @param {[string, string]} names  of the axes
   * @param {[number, number][]} centres
   * @param {[number, number]} digits
   */
  summary(counts, names, centres, digits) {
    const each = centres.map((centre, k) =>
      say("Centre {k}: {place}.", { k: k + 1, place: coordinates(centre, digits) }),
    );
    const what = say(
      "Scatter plot of {points}, {x} by {y}, each in the colour of its nearest centre.",
      {
        points: counted(counts),
        x: names[0],
        y: names[1],
      },
    );
    return [what, ...each].join(" ");
  },
};

/**
 * What is narrated of a run of k-means on the timeline of EM.
 * @param {object} at
 * @param {number} at.cursor  of the timeline
 * @param {number} at.last  its end, where EM ends
 * @param {number} at.T  iterations that k-means takes
 * @param {boolean} at.converged  whether it then rests
 * @param {number} at.changed  points that the last assignment moved
 * @returns {Sentence}
 */
export function kmeansSentence({ cursor, last, T, converged, changed }) {
  const t = Math.min(Math.ceil(cursor / 2), T);
  if (cursor === 0) {
    const body = say("The same seeds as for EM. No point has been assigned yet.");
    return { lead: say("Start."), body, next: ASSIGN };
  }
  if (cursor >= 2 * T) {
    const next = cursor < last ? say("EM goes on.") : ELSEWHERE;
    return converged
      ? {
          lead: say("k-means converged after iteration {T}:", { T }),
          body: say("no point changed its centre."),
          next,
        }
      : {
          lead: say("k-means stopped after iteration {T}.", { T }),
          body: say(
            "The maximum number of iterations was reached; points were still changing their centres.",
          ),
          next,
        };
  }
  if (cursor === last) {
    return {
      lead: say("EM ends here, after iteration {t}.", { t }),
      body: say("k-means would go on to iteration {T}.", { T }),
      next: ELSEWHERE,
    };
  }
  if (cursor % 2) {
    return {
      lead: say("Assignment, iteration {t}.", { t }),
      body:
        t > 1
          ? say("Every point goes to its nearest centre, all or nothing; {changed}.", {
              changed: KMEANS.changed(changed),
            })
          : say("Every point goes to its nearest centre, all or nothing."),
      next: say("Next: update."),
    };
  }
  return {
    lead: say("Update, iteration {t}.", { t }),
    body: say("Each centre moves to the mean of its points."),
    next: ASSIGN,
  };
}
