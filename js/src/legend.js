// @ts-check
// What the marks in the plot mean.
import { html, svg } from "./dom.js";
import { LEGEND } from "./words/index.js";

export function legend() {
  const dots = ["a", "b", "c"].map((name, i) =>
    svg("circle", { class: `legend-${name}`, cx: 4 + 8 * i, cy: 7, r: 3.3 }),
  );
  return html(
    "p",
    { class: "legend" },
    html(
      "span",
      {},
      svg("svg", { width: 24, height: 14, viewBox: "0 0 24 14", "aria-hidden": "true" }, ...dots),
      LEGEND.points,
    ),
    html(
      "span",
      {},
      svg(
        "svg",
        { width: 24, height: 14, viewBox: "0 0 24 14", "aria-hidden": "true" },
        svg("ellipse", { class: "legend-two", cx: 12, cy: 7, rx: 11, ry: 6 }),
        svg("ellipse", { class: "legend-one", cx: 12, cy: 7, rx: 5.5, ry: 3 }),
      ),
      LEGEND.ellipses,
    ),
  );
}
