import { describe, expect, test } from "vitest";
import { PALETTE } from "../src/geometry/colour.js";
import { createChart } from "../src/panel/curve.js";
import { readClusters } from "../src/views/kmeans/run.js";
import { KMEANS, kmeansSentence } from "../src/words/kmeans.js";
import { packed, toyFilm } from "./helpers/film.js";
import { readFixture } from "./helpers/fixtures.js";
import { useWidget } from "./helpers/widget.js";

const { trait, picture, sections } = readFixture("k-means");
const T = sections.inertias.length - 1;
const LAST = sections.differing.length - 1;
/** Places of the fixture's points: k-means' centres are their means, so their clusters are apart. */
const POINTS = sections.labels.at(-1).map((k, i) => {
  const [x, y] = sections.centres.at(-1)[k];
  return [x + Math.cos(i), y + Math.sin(i)];
});

/** @type {import("../src/kernel/film.js").Component} */
const EM = { weight: 0.5, state: "moving", mean: [9, 9], covariance: { a: 9, b: 9, c: 9 } };

describe("a run of k-means", () => {
  const run = readClusters(picture);

  test("has its frames' centres and circles", () => {
    expect([run.n, run.K, run.T, run.flat, run.labelled, run.converged]).toEqual([
      ...[POINTS.length, 3, T],
      ...[true, true, true],
    ]);
    sections.centres.forEach((centres, frame) => {
      expect(run.means(frame)).toEqual(centres);
      run.circles(frame, [EM, EM, EM], [1, 0]).forEach((circle, k) => {
        const variance = sections.radii[frame][k] ** 2;
        expect(circle).toEqual({
          ...EM,
          mean: [centres[k][1], centres[k][0]],
          covariance: { a: variance, b: 0, c: variance },
        });
      });
    });
    expect(run.trails(2, [0, 1])[1]).toEqual([0, 1, 2].map((f) => sections.centres[f][1]));
  });

  test("gives each point whole to its cluster, the same object for the same iteration", () => {
    sections.labels.forEach((labels, t) => {
      const shares = run.shares(t + 1);
      expect([shares.K, shares.certainties]).toEqual([3, null]);
      expect(Array.from(shares.labels)).toEqual(labels);
      expect(run.shares(t + 1)).toBe(run.shares(t + 1));
    });
  });

  test("tells what changed, what differs from EM, and how both agree with the groups", () => {
    expect(sections.changes.map((_, t) => run.changed(t + 1))).toEqual(sections.changes);
    expect(sections.differing.map((_, c) => run.differing(c))).toEqual(sections.differing);
    expect(run.agreement(LAST)).toEqual({
      em: sections.rand_em[LAST],
      kmeans: sections.rand_kmeans[LAST],
    });
    expect(sections.elsewhere.map((_, t) => [...run.elsewhere(t + 1)])).toEqual(sections.elsewhere);
  });

  test("draws the shown columns of many", () => {
    const deep = readFixture("k-means-deep");
    const many = readClusters(deep.picture);
    const mixture = Array.from({ length: many.K }, () => EM);
    const [circle] = many.circles(1, mixture, [2, 0]);
    expect(circle.mean).toEqual([2, 0].map((i) => deep.sections.centres[1][0][i]));
    expect([many.flat, many.labelled]).toEqual([false, false]);
  });
});

describe("the sentence", () => {
  const at = { last: 14, T: 5, converged: true, changed: 8 };
  test.each([
    [0, "Start. The same seeds as for EM. No point has been assigned yet. Next: assignment."],
    [
      1,
      "Assignment, iteration 1. Every point goes to its nearest centre, all or nothing. Next: update.",
    ],
    [
      5,
      "Assignment, iteration 3. Every point goes to its nearest centre, all or nothing; 8 points changed. Next: update.",
    ],
    [6, "Update, iteration 3. Each centre moves to the mean of its points. Next: assignment."],
    [10, "k-means converged after iteration 5: no point changed its centre. EM goes on."],
    [13, "k-means converged after iteration 5: no point changed its centre. EM goes on."],
    [
      14,
      "k-means converged after iteration 5: no point changed its centre. Drag a centre to start elsewhere.",
    ],
  ])("at cursor %i", (cursor, text) => {
    const { lead, body, next } = kmeansSentence({ ...at, cursor });
    expect(`${lead} ${body} ${next}`).toBe(text);
  });

  test("says when it was stopped, and when EM ended first", () => {
    expect(kmeansSentence({ ...at, cursor: 10, converged: false }).lead).toBe(
      "k-means stopped after iteration 5.",
    );
    expect(kmeansSentence({ ...at, cursor: 6, last: 6 })).toEqual({
      lead: "EM ends here, after iteration 3.",
      body: "k-means would go on to iteration 5.",
      next: "Drag a centre to start elsewhere.",
    });
  });
});

test("a curve that falls is drawn falling, and cut off at the top", () => {
  const chart = createChart(() => {}, { words: KMEANS.curve, falls: true });
  chart.update([9000, 100, 60, 50], 3, 292);
  const path = chart.node.querySelector(".past").getAttribute("d");
  const ys = path.match(/[\d.]+ [\d.]+/g).map((pair) => Number(pair.split(" ")[1]));
  expect(ys).toEqual([...ys].sort((a, b) => a - b));
  expect(ys[0]).toBe(8);
  expect(chart.node.getAttribute("aria-label")).toBe(
    "Inertia over 3 iterations, from 9\u2009000 to 50.00; now 50.00.",
  );
});

describe("the view", () => {
  const widget = useWidget();
  let model;
  let store;
  let root;

  const film = (options = {}) =>
    new DataView(
      toyFilm({
        K: 3,
        n: POINTS.length,
        T: LAST / 2,
        seeds: sections.centres[0],
        ...options,
      }).buffer,
    );

  function open(traits = {}) {
    ({ model, store, root } = widget({
      points: packed(POINTS),
      n_components: 3,
      view: "k-means",
      _film: film(),
      _picture: trait,
      ...traits,
    }));
  }
  const find = (selector) => root.querySelector(selector);
  const text = (selector) => find(selector).textContent.trim();
  const fills = () =>
    [...root.querySelectorAll(".points circle")].map((c) => c.getAttribute("fill"));

  test("colours each point by its cluster alone", () => {
    open({ cursor: 3 });
    expect(fills()).toEqual(sections.labels[1].map((k) => PALETTE.light[k]));
    store.goTo(0);
    expect(new Set(fills()).size).toBe(1);
    expect(find(".partition .border").getAttribute("d")).toBe("");
  });

  test("stays with its last frame when EM goes on", () => {
    open({ cursor: LAST });
    expect(fills()).toEqual(sections.labels.at(-1).map((k) => PALETTE.light[k]));
    expect(text(".ll")).toBe(KMEANS.said(sections.inertias.at(-1)));
    expect(text(".iteration")).toBe(`Iteration ${T} / 25`);
    expect(text(".story")).toContain(`k-means converged after iteration ${T}`);
  });

  test("draws circles, borders and trails, and no ellipse of EM's", () => {
    open({ cursor: 4 });
    const two = find(".shapes .two");
    // One unit is as long on both axes here, so a circle is one.
    const [rx, ry] = ["rx", "ry"].map((name) => Number(two.getAttribute(name)));
    expect(Math.abs(rx - ry)).toBeLessThan(0.1);
    expect(find(".partition .border").getAttribute("d")).toMatch(/^M[\d.]+ /);
    expect(root.querySelectorAll(".partition .trails circle")).toHaveLength(3 * 2);
    expect(root.querySelectorAll(".top .trails g, .front > svg > .trails g")).toHaveLength(0);
  });

  test("has no borders in the plane when the points have more columns", () => {
    const deep = readFixture("k-means-deep");
    open({ cursor: 3, _picture: deep.trait });
    expect(find(".partition .border").getAttribute("d")).toBe("");
    expect(find(".agreement").hidden).toBe(true);
  });

  test("says in points and index how EM differs, and rings those points until told not to", () => {
    const cursor = 2 * sections.elsewhere.findIndex((row) => row.some(Boolean)) + 1;
    const row = sections.elsewhere[(cursor - 1) / 2];
    open({ cursor });
    expect(text(".elsewhere b")).toBe(String(sections.differing[cursor]));
    expect(text(".agreement")).toContain(KMEANS.index(sections.rand_em[cursor]));
    const rings = () =>
      [...root.querySelectorAll(".rings path")].reduce(
        (sum, path) => sum + path.getAttribute("d").split("M").length - 1,
        0,
      );
    expect(rings()).toBe(row.filter(Boolean).length);
    const box = find(".elsewhere input");
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    expect(rings()).toBe(0);
  });

  test("names the two steps, and says them on the timeline", () => {
    open({ cursor: 3 });
    const step = find('[data-action="m-step"]');
    expect(step.textContent).toBe("Update");
    expect(step.querySelector("span").dataset.as).toBe("Assign");
    expect(step.title).toContain("Move each centre");
    expect(find(".timeline").getAttribute("aria-valuetext")).toBe("Iteration 2, after assignment");
    expect(find(".front").getAttribute("aria-label")).toContain("Centre 1: ");
    expect(text("h3")).toBe("Finding three clusters with k-means");
  });

  test("starts from its own centres when one of them is dragged", () => {
    open({ cursor: 4 });
    const slider = find('.handle[data-k="0"] input');
    slider.focus();
    slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    const [first, ...rest] = model.wish.seeds;
    expect(first[0]).toBeGreaterThan(sections.centres[2][0][0]);
    expect(rest).toEqual(sections.centres[2].slice(1));
  });

  test("moves its circles and borders with the mean in the hand", async () => {
    open();
    store.hold(0, [2, 1]);
    const before = find(".partition .border").getAttribute("d");
    expect(before).not.toBe("");
    await model.receive({ _film: film({ short: true, seeds: model.wish.seeds }) });
    expect(text(".story")).toContain("Moving centre 1.");
    expect(root.querySelectorAll(".partition .ghost ellipse")).toHaveLength(3);
    expect(fills()).toEqual(sections.labels[0].map((k) => PALETTE.light[k]));
    store.hold(0, [1, 1]);
    expect(find(".partition .border").getAttribute("d")).not.toBe(before);
  });

  test("is EM's plot while its picture is on its way", () => {
    open({ _picture: null, cursor: 4 });
    expect(root.hasAttribute("data-coming")).toBe(true);
    expect(find(".partition").style.display).toBe("none");
  });

  test("speaks of EM's end only where that is its own", () => {
    open({ cursor: LAST, _film: film({ status: "collapsed", component: 1, point: 2 }) });
    expect(find(".story").dataset.tone).toBeUndefined();
    expect(find(".ring circle")).toBeNull();
  });
});
