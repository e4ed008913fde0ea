// @ts-check
// The panel of k-means: its inertia, the points that EM assigns differently, and which of the two is
// right.

import { html, write } from "../../dom/index.js";
import { createChart } from "../../panel/index.js";
import { KMEANS, undecided as ofAll, iteration as ofMost } from "../../words/index.js";

/** @import { Clusters } from "./run.js" */

/**
 * @param {object} on
 * @param {(iteration: number) => void} on.jump
 * @param {(ring: boolean) => void} on.ring
 */
export function createVersus(on) {
  const chart = createChart(on.jump, { words: KMEANS.curve, falls: true });
  const value = html("span", { class: "ll" });
  const changed = html("span", { class: "dll" });
  const iteration = html("span", { class: "iteration" });
  const count = html("b", { class: "val" });
  const rest = html("small");
  const box = html("input", { type: "checkbox" });
  const ring = html("label", { class: "tick" }, box, KMEANS.ring);
  const [em, kmeans] = [bar(KMEANS.em), bar(KMEANS.label)];
  const agreement = html(
    "div",
    { class: "agreement" },
    html("p", { class: "label" }, KMEANS.agreement),
    em.node,
    kmeans.node,
    html("p", { class: "aside" }, KMEANS.agreementNote),
  );
  const why = html("p", { class: "aside" });
  box.addEventListener("change", () => on.ring(box.checked));

  return {
    nodes: [
      html(
        "div",
        { class: "fit" },
        html(
          "p",
          { class: "label between" },
          html("span", { title: KMEANS.inertiaTitle }, KMEANS.inertia),
          iteration,
        ),
        html("p", { class: "big" }, value, changed),
        chart.node,
      ),
      html(
        "div",
        { class: "elsewhere" },
        html(
          "p",
          { class: "between" },
          html("span", { class: "label" }, KMEANS.elsewhere),
          html("span", {}, count, " ", rest),
        ),
        ring,
      ),
      agreement,
      why,
    ],
    /**
     * @param {Clusters} run
     * @param {object} now
     * @param {number} now.frame  of the run
     * @param {number} now.iteration
     * @param {number} now.most  iterations
     * @param {number} now.cursor  of EM's timeline
     * @param {number} now.total  points
     * @param {boolean} now.known  false while these numbers belong to another start
     * @param {boolean} now.settled  false while a centre is held
     * @param {boolean} now.ringed
     * @param {boolean} now.equal  whether both axes have the same scale
     * @param {number} now.width
     */
    update(run, now) {
      const { iteration: t, cursor, known } = now;
      write(value, known ? KMEANS.said(run.inertias[now.frame]) : "…");
      write(changed, known && t > 1 ? KMEANS.changed(run.changed(t)) : "");
      write(iteration, ofMost(t, now.most));
      chart.node.classList.toggle("stale", !known);
      if (known) chart.update(run.inertias, now.frame, now.width);
      const counts = ofAll(run.differing(cursor), now.total);
      write(count, cursor === 0 ? "–" : known ? counts.count : "…");
      write(rest, counts.rest);
      ring.hidden = run.elsewhere(1) === null;
      box.checked = now.ringed;
      write(why, KMEANS.why(now.equal));
      agreement.hidden = !run.labelled;
      if (!run.labelled) return;
      const found = run.agreement(cursor);
      const none = cursor === 0 || !known;
      em.update(none ? Number.NaN : found.em);
      kmeans.update(none ? Number.NaN : found.kmeans);
    },
  };
}

/** @param {string} name */
function bar(name) {
  const part = html("b");
  const text = html("span");
  return {
    node: html("p", {}, html("span", {}, name), " ", html("i", {}, part), text),
    /** @param {number} value  NaN: not known */
    update(value) {
      part.style.width = `${100 * Math.max(0, value || 0)}%`;
      write(text, KMEANS.index(value));
    },
  };
}
