// @ts-check
// The meaning of the fills and the ring of the map of basins.
import { html, set, svg } from "../../dom/index.js";
import { BASINS } from "../../words/index.js";
import { fills } from "./tints.js";

export function createMapLegend() {
  const best = svg("rect", { x: 1, y: 2, width: 16, height: 10, rx: 2 });
  const swatch = (/** @type {SVGElement[]} */ ...parts) =>
    svg("svg", { width: 18, height: 14, viewBox: "0 0 18 14", "aria-hidden": "true" }, ...parts);
  const lost = html(
    "span",
    {},
    swatch(
      svg("rect", { class: "lost", x: 1, y: 2, width: 16, height: 10, rx: 2 }),
      svg("path", { class: "hatch", d: "M2 12 12 2M7 12l10-10M1 8l6-6M12 12l5-5" }),
    ),
    BASINS.legendLost,
  );
  const node = html(
    "p",
    { class: "legend" },
    html("span", {}, swatch(best), BASINS.legendBest),
    lost,
    html(
      "span",
      {},
      swatch(svg("circle", { class: "start-ring", cx: 9, cy: 7, r: 5.5, stroke: "currentColor" })),
      BASINS.legendStart,
    ),
  );
  return {
    node,
    /**
     * @param {"light" | "dark"} scheme
     * @param {boolean} some  whether a component is lost from somewhere
     */
    update(scheme, some) {
      set(best, { fill: fills([1], scheme)[0] });
      lost.hidden = !some;
    },
  };
}
