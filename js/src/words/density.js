// @ts-check
// The density of a mixture.
import { percent, spelled } from "./fit.js";

export const DENSITY = {
  label: "Density",
  /** @param {number} K */
  title: (K) => `The density of ${spelled(K)} Gaussian${K === 1 ? "" : "s"}`,
  share: percent,
  contours: "Contours",
  meaning:
    "Inside the 50% line the mixture expects half of all points. The hills on two edges are its " +
    "density along each axis.",
  shade: "shade undecided places",
  legendContours: "density, by share inside",
  legendShade: "undecided",
  legendHills: "along an axis",
  /** @param {number[]} shares */
  summary: (shares) => `Contours of the density enclose ${shares.map(percent).join(", ")} of it.`,
};
