// @ts-check
// The meaning of the marks in the plot.
import { html, svg } from "../dom/index.js";
import { LEGEND } from "../words/index.js";

/**
 * One line of marks, each with its meaning.
 * @param {...[string, ...Element[]]} entries  the meaning, and its marks in 24 x 14 pixels
 */
export const legendOf = (...entries) =>
  html("p", { class: "legend" }, ...entries.map(([meaning, ...marks]) => entry(meaning, marks)));

/** @param {string} meaning @param {Element[]} marks */
const entry = (meaning, marks) =>
  html(
    "span",
    {},
    svg("svg", { width: 24, height: 14, viewBox: "0 0 24 14", "aria-hidden": "true" }, ...marks),
    meaning,
  );

/** Three points: of one component, of two, of the other. */
export const points = () =>
  ["a", "b", "c"].map((name, i) =>
    svg("circle", { class: `legend-${name}`, cx: 4 + 8 * i, cy: 7, r: 3.3 }),
  );

/** @param {string} [meaning]  of the points' colours */
export const legend = (meaning = LEGEND.points) =>
  legendOf(
    [meaning, ...points()],
    [
      LEGEND.ellipses,
      svg("ellipse", { class: "legend-two", cx: 12, cy: 7, rx: 11, ry: 6 }),
      svg("ellipse", { class: "legend-one", cx: 12, cy: 7, rx: 5.5, ry: 3 }),
    ],
  );
