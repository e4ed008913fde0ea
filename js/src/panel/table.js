// @ts-check
// The table of components: number, weight, mean and sizes, shape, status.

import { html, keep, px, set, svg, write } from "../dom/index.js";
import { degrees, ellipse, textOn } from "../geometry/index.js";
import { coordinates, PANEL, percent, size, state } from "../words/index.js";

/** @import { Component } from "../types.js" */

const ICON = 14.5;
/** A longer pair of numbers takes two lines. */
const LONG = 15;
/** Two axes of an ellipse that differ by less than this share have no direction to speak of. */
const ROUND = 1e-6;

export function createTable() {
  const body = html("tbody");
  const hidden = { class: "sr" };
  const node = html(
    "table",
    {},
    html("caption", { class: "label" }, PANEL.components),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "col" }, html("span", hidden, PANEL.number)),
        html("th", { scope: "col" }, PANEL.weight),
        html("th", { scope: "col", title: PANEL.sizes }, PANEL.mean),
        html("th", { scope: "col" }, html("span", hidden, PANEL.shape)),
        html("th", { scope: "col" }, PANEL.status),
      ),
    ),
    body,
  );

  return {
    node,
    /**
     * @param {Component[]} mixture
     * @param {string[]} colours
     * @param {[number, number]} digits
     * @param {[number, number]} units pixels per unit, so that a shape looks as in the plot
     * @param {boolean} [known]  false while only the means are true
     */
    update(mixture, colours, digits, units, known = true) {
      const longest = Math.max(...mixture.map((c) => drawn(c, units).rx), 1e-300);
      const rows = keep(body, mixture.length, makeRow);
      node.classList.toggle("dense", rows.length > 3);
      rows.forEach((row, k) => {
        const { mean, covariance, weight, state: word } = mixture[k];
        const [badge, bar, share, centre, sizes, oval, status] = parts(row);
        write(badge, String(k + 1));
        style(badge, { background: colours[k], color: textOn(colours[k]) });
        style(bar, { background: colours[k], width: `${px(known ? 100 * weight : 0)}%` });
        write(share, known ? percent(weight) : "…");
        const place = coordinates(mean, digits);
        write(centre, place.length > LONG ? place.replace(", ", ",\n") : place);
        centre.parentElement?.classList.toggle("long", place.length > LONG);
        const exact = ellipse(covariance);
        const lengths = known ? size(exact.rx, exact.ry, Math.min(...digits)) : "…";
        write(sizes, lengths.length > LONG ? lengths.replace(" × ", " ×\n") : lengths);
        const shape = drawn(mixture[k], units);
        const zoom = ICON / longest;
        set(oval, {
          rx: px(Math.max(0.8, shape.rx * zoom)),
          ry: px(Math.max(0.8, shape.ry * zoom)),
          transform: `rotate(${px(degrees(shape.angle))})`,
          fill: colours[k],
          stroke: colours[k],
        });
        const round = exact.rx - exact.ry < ROUND * exact.rx;
        set(oval.parentElement ?? oval, {
          "aria-label": PANEL.turned(degrees(exact.angle), round),
        });
        write(status, known ? state(word) : "…");
        set(status, { "data-s": known ? word : null });
      });
    },
  };
}

/** @param {Component} component @param {[number, number]} units */
const drawn = ({ covariance: { a, b, c } }, [sx, sy]) =>
  ellipse({ a: a * sx * sx, b: -b * sx * sy, c: c * sy * sy });

/** @param {Element} node @param {Record<string, string>} values */
function style(node, values) {
  Object.assign(/** @type {HTMLElement} */ (node).style, values);
}

function makeRow() {
  const part = { "data-part": true };
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, html("span", { ...part, class: "badge" })),
    html(
      "td",
      {},
      html("span", { class: "w" }, html("i", {}, html("b", part)), html("span", part)),
    ),
    html("td", { class: "num" }, html("span", part), html("small", part)),
    html(
      "td",
      { class: "shape" },
      svg(
        "svg",
        { width: 34, height: 34, viewBox: "-17 -17 34 34", role: "img" },
        svg("ellipse", part),
      ),
    ),
    html("td", { ...part, class: "status" }),
  );
}

/** @param {Element} row */
const parts = (row) => [...row.querySelectorAll("[data-part]")];
