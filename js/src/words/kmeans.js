// @ts-check
// k-means beside EM.
import { exponent } from "../scale.js";
import { CURVE, coordinates, counted, spelled } from "./fit.js";
import { number } from "./numbers.js";

/** Four digits of it, whatever its size. @param {number} value */
const inertia = (value) => number(value, Math.min(12, Math.max(0, 3 - exponent(value))));

/** @param {number} count */
const points = (count) => `${number(count, 0)} point${count === 1 ? "" : "s"}`;

export const KMEANS = {
  handles: { all: "Centres of the clusters", part: "Centre", whole: "cluster" },
  label: "k-means",
  /** @param {number} K */
  title: (K) => `Finding ${spelled(K)} cluster${K === 1 ? "" : "s"} with k-means`,
  inertia: "Inertia",
  inertiaTitle: "The sum of squared distances of the points to their nearest centre",
  said: inertia,
  /** @param {number} count */
  changed: (count) => (count ? `${points(count)} changed` : "no point changed"),
  elsewhere: "Elsewhere than with EM",
  ring: "ring them in EM's colour",
  agreement: "Agreement with the true groups",
  agreementNote: "adjusted Rand index: 1 is perfect, 0 is chance",
  em: "EM",
  /** @param {number} value */
  index: (value) => number(value, 2),
  /** @param {boolean} equal  whether both axes have the same scale */
  why: (equal) =>
    "k-means knows only circles of one kind: its borders lie half-way between the centres, and no " +
    "point is undecided. EM can fit the shape and the size of each cluster." +
    (equal
      ? ""
      : " k-means measures in the data's own units: on axes of different scales its circles look " +
        "stretched, and the column with the larger numbers decides."),
  legendPoints: "points by nearest centre",
  legendCircles: "spread (1, 2 radii)",
  legendBorders: "border",

  /** @type {import("./controls.js").Steps} */
  steps: {
    e: "Assign",
    m: "Update",
    eTitle: "Give each point to its nearest centre",
    mTitle: "Move each centre to the mean of its points",
    afterE: "after assignment",
    afterM: "after update",
    needsE: "An assignment comes first: the update moves each centre to its points",
    needsM: "The update comes next: the points have their centres",
  },

  /**
   * While a centre is held.
   * @param {number} k from 0
   */
  moving: (k) => ({
    lead: `Moving centre ${k + 1}.`,
    body: "The colours are this start's first assignment; the dashed circles are where k-means would end.",
    next: "Let go to start here.",
  }),

  curve: {
    ...CURVE,
    said: inertia,
    /** @param {number} value */
    start: (value) => `start ${inertia(value)}`,
    /**
     * @param {ArrayLike<number>} values
     * @param {number} now
     */
    summary(values, now) {
      const last = values.length - 1;
      const from = `from ${inertia(values[0])} to ${inertia(values[last])}`;
      return `Inertia over ${last} iterations, ${from}; now ${inertia(values[now])}.`;
    },
  },

  /**
   * What a screen reader hears for the plot.
   * @param {import("./fit.js").Counts} counts
   * @param {[string, string]} names  of the axes
   * @param {[number, number][]} centres
   * @param {[number, number]} digits
   */
  summary(counts, names, centres, digits) {
    const each = centres.map((centre, k) => `Centre ${k + 1}: ${coordinates(centre, digits)}.`);
    const what = `Scatter plot of ${counted(counts)}, ${names[0]} by ${names[1]}`;
    return `${what}, each in the colour of its nearest centre. ${each.join(" ")}`;
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
 * @returns {import("../film.js").Sentence}
 */
export function kmeansSentence({ cursor, last, T, converged, changed }) {
  const iteration = Math.min(Math.ceil(cursor / 2), T);
  if (cursor === 0) {
    const body = "The same seeds as for EM. No point belongs to a centre yet.";
    return { lead: "Start.", body, next: "Next: assignment." };
  }
  if (cursor >= 2 * T) {
    const next = cursor < last ? "EM goes on." : "Drag a centre to start elsewhere.";
    return converged
      ? { lead: `k-means rests after iteration ${T}:`, body: "no point changed its centre.", next }
      : {
          lead: `k-means stopped after iteration ${T}.`,
          body: "That is as many as max_iter allows; points still changed their centres.",
          next,
        };
  }
  if (cursor === last) {
    return {
      lead: `EM ends here, after iteration ${iteration}.`,
      body: `k-means would go on to iteration ${T}.`,
      next: "Drag a centre to start elsewhere.",
    };
  }
  if (cursor % 2) {
    const who = iteration > 1 ? `; ${KMEANS.changed(changed)}` : "";
    return {
      lead: `Assignment, iteration ${iteration}.`,
      body: `Every point goes to its nearest centre, all or nothing${who}.`,
      next: "Next: update.",
    };
  }
  return {
    lead: `Update, iteration ${iteration}.`,
    body: "Each centre moves to the mean of its points.",
    next: "Next: assignment.",
  };
}
