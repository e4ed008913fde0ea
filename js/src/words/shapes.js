// @ts-check
// Dragging of shapes.
import { holding, moving } from "./fit.js";
import { coordinates, length, number } from "./numbers.js";
import { say } from "./say.js";

/** @import { Ahead } from "./fit.js" */

export const SHAPES = {
  group: say("Shapes of the components"),
  label: say("Start"),
  toggle: say("Shapes"),
  toggleTitle: say(
    "Squares on every ellipse stretch and turn it: the start is then a whole mixture, and moving a mean keeps the shapes",
  ),
  reset: say("Reset shapes"),
  resetTitle: say("Start from the shapes that the means alone imply"),
};

/** @param {number} k from 0 */
export const shape = (k) => ({
  group: say("Shape of component {k}", { k: k + 1 }),
  length: say("Length of component {k}", { k: k + 1 }),
  width: say("Width of component {k}", { k: k + 1 }),
  rotation: say("Rotation of component {k}", { k: k + 1 }),
  keys: say(
    "Up and Down change the length, Right and Left the width, Page Up and Page Down turn it",
  ),
  long: say(
    "Drag to stretch and turn component {k}, or tap it and then the place where it should go",
    { k: k + 1 },
  ),
  short: say(
    "Drag to make component {k} wider or narrower, or tap it and then the place where it " +
      "should go",
    { k: k + 1 },
  ),
});

/** @param {number} k from 0 */
export const pickedShape = (k) =>
  say("Tap where the edge of component {k} should be", { k: k + 1 });

/** While a shape is held. @param {number} k from 0 @param {Ahead} [ahead] */
export const shaping = (k, ahead = "seen") => ({
  lead: say("Shaping component {k}.", { k: k + 1 }),
  ...holding(ahead),
});

/**
 * @param {number} k from 0
 * @param {"mean" | "shape" | null} part  what of the component is held
 * @param {Ahead} ahead
 */
export const held = (k, part, ahead) => (part === "shape" ? shaping(k, ahead) : moving(k, ahead));

/**
 * A half-axis: its length, which is a standard deviation, where both axes have one scale.
 * @param {[number, number]} end  how far from the mean one sigma reaches along each axis
 * @param {[number, number]} digits
 * @param {boolean} equal
 */
export const halfAxis = (end, digits, equal) =>
  equal
    ? say("standard deviation {size}", { size: length(Math.hypot(...end), digits[0] + 1) })
    : say("one sigma reaches {reach} from the mean", {
        reach: coordinates(end, [digits[0] + 1, digits[1] + 1]),
      });

/** @param {number} degrees */
export const rotation = (degrees) => say("{n} degrees", { n: number(Math.round(degrees), 0) });
