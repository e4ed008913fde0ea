// @ts-check
// The plot's grid and its tick labels.
import { px, svg } from "../dom/index.js";
import { apart } from "../geometry/index.js";
import { tickLabels } from "../words/index.js";

/** @import { Geometry } from "../types.js" */

/** Pixels below the top of the plot that a label needs, since the name of its axis lies there. */
const NAME = 22;

/**
 * @param {Element} grid
 * @param {Element} axis
 * @param {Geometry} geometry
 * @param {number} [taken]  pixels at the right end of the horizontal axis, which hold its name
 */
export function drawAxes(grid, axis, geometry, taken = 0) {
  const { width, height, top, bottom, x, y, xTicks, yTicks } = geometry;
  grid.replaceChildren(
    ...xTicks.map((v) => line(x(v), top, x(v), bottom)),
    ...yTicks.map((v) => line(0, y(v), width, y(v))),
  );
  const [below, beside] = [tickLabels(xTicks), tickLabels(yTicks)];
  axis.replaceChildren(
    ...apart(
      xTicks.map((v, i) => ({ at: x(v), label: below[i] })),
      width - taken,
    ).map(({ at, label }) => text(at, height - 5, label, "middle")),
    ...yTicks.flatMap((v, i) => (y(v) > top + NAME ? [text(2, y(v) - 4, beside[i], "start")] : [])),
  );
}

/** @param {[number, number, number, number]} ends */
const line = (...[x1, y1, x2, y2]) =>
  svg("line", { x1: px(x1), y1: px(y1), x2: px(x2), y2: px(y2) });

/** @param {number} x @param {number} y @param {string} content @param {string} anchor */
export const text = (x, y, content, anchor) =>
  svg("text", { x: px(x), y: px(y), "text-anchor": anchor || null }, content);
