// @ts-check
// The density of a mixture.
import { spelled } from "./fit.js";
import { percent } from "./numbers.js";
import { say } from "./say.js";

export const DENSITY = {
  label: say("Density"),
  /** @param {number} K */
  title: (K) =>
    K === 1
      ? say("The density of one Gaussian")
      : say("The density of {count} Gaussians", { count: spelled(K) }),
  /**
   * What this view has found.
   * @param {string} next  the step that comes
   * @param {{count: string, all: string} | null} doubts  undecided points; null before the first E-step
   */
  finding: (next, doubts) => ({
    lead: say("Half of all points are expected inside the 50% line."),
    body: doubts
      ? say(
          "{count} of {all} points are undecided: less than 90% certain of any component.",
          doubts,
        )
      : say("No point has been assigned yet."),
    next,
  }),
  share: percent,
  contours: say("Contours"),
  meaning: say(
    "Inside the 50% line the mixture expects half of all points. The hills on two edges are its " +
      "density along each axis.",
  ),
  shade: say("shade undecided regions"),
  legendContours: say("density, by share inside"),
  legendShade: say("undecided"),
  legendHills: say("along an axis"),
  /** @param {number[]} shares */
  summary: (shares) =>
    say("Contours of the density enclose {shares} of it.", {
      shares: shares.map(percent).join(", "),
    }),
};
