// @ts-check
// The panel of a fit: log-likelihood, components, undecided points.
import { createChart } from "./chart.js";
import { html, write } from "./dom.js";
import { createNarrowing } from "./narrowing.js";
import { createOnly } from "./only.js";
import { createTable } from "./table.js";
import * as words from "./words/index.js";

/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("./film.js").Component} Component */

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
  const iteration = html("span", { class: "iteration" });
  const count = html("b", { class: "val" });
  const rest = html("small");
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
      html("p", { class: "big" }, value, gain),
      chart.node,
      narrowing.node,
    ),
    table.node,
    only.node,
    html(
      "p",
      { class: "undecided" },
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
     */
    update(film, { cursor, mixture, known, colours, only: alone, digits, units, width }) {
      const frame = film.frame(cursor);
      const likelihoods = film.logLikelihoods;
      write(value, known ? words.logLikelihood(likelihoods[frame]) : "…");
      write(gain, known && frame > 0 ? words.gained(film.gain(frame), frame) : "");
      write(iteration, words.iteration(Math.ceil(cursor / 2), film.maxIter));
      // A short film has no curve between its two ends: the last one stays, dimmed.
      const stale = film.short || !known;
      for (const each of [chart, narrowing]) each.node.classList.toggle("stale", stale);
      if (!stale) {
        chart.update(likelihoods, frame, width);
        narrowing.update(film, frame, width);
      }
      table.update(mixture, colours, digits, units, known);
      only.update(film.K, alone);
      const undecided = words.undecided(film.undecided(cursor), film.total);
      write(count, known ? undecided.count : "…");
      write(rest, undecided.rest);
    },
  };
}
