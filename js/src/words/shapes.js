// @ts-check
// Shapes in the hand.
import { coordinates, moving } from "./fit.js";
import { length } from "./numbers.js";

export const SHAPES = {
  group: "Shapes of the components",
  label: "Start",
  toggle: "Shapes",
  toggleTitle:
    "Squares on every ellipse to stretch and turn it: a start is then a whole mixture, and moving a mean keeps the shapes",
  reset: "Reset shapes",
  resetTitle: "Start from the shapes that the means alone stand for",
};

/** @param {number} k from 0 */
export const shape = (k) => ({
  group: `Shape of component ${k + 1}`,
  length: `Length of component ${k + 1}`,
  width: `Width of component ${k + 1}`,
  rotation: `Rotation of component ${k + 1}`,
  keys: "Up and Down change the length, Right and Left the width, Page Up and Page Down turn it",
  long: `Drag to stretch and turn component ${k + 1}, or tap it and then the place where it should go`,
  short: `Drag to make component ${k + 1} wider or narrower, or tap it and then the place where it should go`,
});

/** @param {number} k from 0 */
export const pickedShape = (k) => `Tap where the rim of component ${k + 1} should be`;

/**
 * While a shape is held.
 * @param {number} k from 0
 */
export const shaping = (k) => ({
  lead: `Shaping component ${k + 1}.`,
  body: "The colours are this start's first E-step; the dashed outlines are where EM would end.",
  next: "Let go to start here.",
});

/**
 * @param {number} k from 0
 * @param {"mean" | "shape" | null} part  what of the component is held
 */
export const held = (k, part) => (part === "shape" ? shaping(k) : moving(k));

/**
 * A half-axis: its length, which is a standard deviation, where both axes have one scale.
 * @param {[number, number]} end  how far from the mean one sigma reaches along each axis
 * @param {[number, number]} digits
 * @param {boolean} equal
 */
export const halfAxis = (end, digits, equal) =>
  equal
    ? `standard deviation ${length(Math.hypot(...end), digits[0] + 1)}`
    : `one sigma reaches ${coordinates(end, [digits[0] + 1, digits[1] + 1])} from the mean`;

/** @param {number} degrees */
export const rotation = (degrees) => `${Math.round(degrees)} degrees`.replace("-", "\u2212");
