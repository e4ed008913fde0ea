// @ts-check
// The panel of a fit: log-likelihood, components, undecided points.

import { html, put, watchOverflow, write } from "../dom/index.js";
import * as words from "../words/index.js";
import { createOnly } from "./colourby.js";
import { createChart } from "./curve.js";
import { createTable } from "./table.js";
import { createNarrowing } from "./widthcurve.js";

/** @import { Component, Film } from "../types.js" */

/**
 * @param {object} on
 * @param {(iteration: number) => void} on.jump
 * @param {(only: number | null) => void} on.choose  the component that alone colours the points
 */
export function createPanel(on) {
  const chart = createChart(on.jump);
  const narrowing = createNarrowing(on.jump);
  const table = createTable();
  const only = createOnly(on.choose);
  const value = html("span", { class: "ll" });
  const gain = html("span", { class: "dll" });
  const [goal, ending] = [html("b"), html("small")];
  const end = html("span", { class: "end-of-held", hidden: true }, goal, " ", ending);
  const iteration = html("span", { class: "iteration" });
  const count = html("b", { class: "val" });
  const rest = html("small");
  const rows = html(
    "div",
    { class: "components", role: "group", "aria-label": words.PANEL.components },
    table.node,
  );
  const unwatch = watchOverflow(rows, table.node);
  const nodes = [
    html(
      "div",
      { class: "fit" },
      html(
        "p",
        { class: "label between" },
        html("span", { title: words.PANEL.logLikelihoodTitle }, words.PANEL.logLikelihood),
        iteration,
      ),
      html("p", { class: "big" }, value, gain, end),
      chart.node,
      narrowing.node,
    ),
    rows,
    only.node,
    html(
      "p",
      { class: "undecided", title: words.PANEL.unsure },
      html(
        "span",
        {},
        html("span", { class: "label" }, words.PANEL.undecided),
        html("small", {}, words.PANEL.unsure),
      ),
      html("span", {}, count, " ", rest),
    ),
  ];

  return {
    nodes,
    destroy: unwatch,
    /**
     * @param {Film} film
     * @param {object} now
     * @param {number} now.cursor
     * @param {Component[]} now.mixture
     * @param {boolean} now.known  false while these numbers belong to another start
     * @param {string[]} now.colours
     * @param {number | null} now.only
     * @param {[number, number]} now.digits
     * @param {[number, number]} now.units
     * @param {number} now.width
     * @param {number[][]} [now.beside]  other fits' log-likelihoods
     */
    update(film, { cursor, mixture, known, colours, only: alone, digits, units, width, beside }) {
      const frame = film.frame(cursor);
      const likelihoods = film.logLikelihoods;
      write(value, known ? words.logLikelihood(likelihoods[frame]) : "…");
      write(gain, known && frame > 0 ? words.gained(film.gain(frame), frame) : "");
      // Of a held start Python has sent the first and the last value; the whole curve follows.
      const ahead = known && film.short;
      put(end, { hidden: !ahead });
      const would = ahead && words.wouldEnd(film.status, likelihoods[film.finalFrame], film.T);
      write(goal, would ? would.where : "");
      write(ending, would ? would.how : "");
      write(iteration, words.iteration(Math.ceil(cursor / 2), film.maxIter));
      for (const each of [chart, narrowing]) each.node.classList.toggle("stale", !known);
      if (known) chart.update(likelihoods, frame, width, film.T, beside);
      if (known && !film.short) narrowing.update(film, frame, width);
      narrowing.node.classList.toggle("stale", film.short);
      table.update(mixture, colours, digits, units, known);
      only.update(film.K, alone);
      const undecided = words.undecided(film.undecided(cursor), film.total);
      write(count, known ? undecided.count : "…");
      write(rest, undecided.rest);
    },
  };
}
