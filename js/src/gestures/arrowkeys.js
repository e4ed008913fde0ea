// @ts-check
// The destination of something in the plot that is moved by a key.
import { clamp } from "./drag.js";

/** @import { Geometry } from "../types.js" */

/** Arrow keys move by this share of the axis; Shift and the page keys ten times that. */
export const NUDGE = 0.005;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [0, 10],
  PageDown: [0, -10],
};

/**
 * Where a key sends what is at (x, y), and the axis that it belongs to; null if it moves nothing.
 * @param {KeyboardEvent} event
 * @param {[number, number]} from  in data units
 * @param {Geometry} geometry
 * @returns {{at: [number, number], axis: number} | null}
 */
export function nudged({ key, shiftKey }, [x, y], { xDomain, yDomain }) {
  if (key === "Home" || key === "End") {
    return { at: [xDomain[key === "Home" ? 0 : 1], y], axis: 0 };
  }
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const by = NUDGE * (shiftKey ? 10 : 1);
  return {
    at: [
      clamp(x + arrow[0] * by * (xDomain[1] - xDomain[0]), xDomain),
      clamp(y + arrow[1] * by * (yDomain[1] - yDomain[0]), yDomain),
    ],
    axis: arrow[0] ? 0 : 1,
  };
}
