// A fit beside others (src/controls/comparison.js): small multiples on one scale, and one of them made large.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keepInside, separate } from "../src/geometry/declutter.js";
import factory from "../src/index.js";
import { createChart, span } from "../src/panel/curve.js";
import { toyFilm } from "./helpers/film.js";
import { all, one } from "./helpers/find.js";
import { fakeModel, filmTrait } from "./helpers/model.js";

const CURVES = [
  [-100, -60, -50],
  [-120, -90, -85, -84],
  [-101, -40],
];
/** Far wider than the points, as the start of another fit may want it. */
const RANGES = [
  [-20, 25],
  [-10, 14],
];
const NAME = "gmm-compared-1";

/** What Python tells the fit with this number (widget/comparison.py). */
const told = (number, more = {}) => ({
  title: `Fit ${number}`,
  linked: true,
  curves: CURVES.filter((_, i) => i !== number),
  axes: [0, 1],
  ranges: RANGES,
  ...more,
});

/** @type {{leave: () => void, cleanups: (() => void)[]}[]} */
let opened;

/** A comparison of two fits: its small views and the bar. @returns {{models: any[], roots: HTMLElement[]}} */
function compare(more = {}, name = NAME) {
  const grid = document.createElement("div");
  grid.className = `gmm-compared ${NAME}`;
  document.body.append(grid);
  const models = [0, 1].map((i) => fakeModel({ _beside: { [name]: told(i, more) } }));
  const widgets = models.map((model) => {
    const widget = factory();
    opened.push({ leave: widget.initialize({ model }), cleanups: [] });
    return widget;
  });
  const seats = more.linked === false ? [0, 1] : [0, 1, 0];
  // As a host does: the places first, then what stands in them.
  const places = seats.map(() => document.createElement("div"));
  grid.append(...places);
  for (const [i, el] of places.entries()) {
    const at = seats[i];
    opened[at].cleanups.push(widgets[at].render({ model: models[at], el }));
  }
  return { models, roots: all(grid, ".gmm") };
}

beforeEach(() => {
  opened = [];
  vi.useFakeTimers();
});
afterEach(() => {
  for (const { leave, cleanups } of opened) {
    for (const clean of cleanups) clean();
    leave();
  }
  document.body.replaceChildren();
  vi.useRealTimers();
});

const parts = (roots) => roots.map((root) => root.dataset.part);
const ticks = (root) => one(root, ".axis").textContent;
const places = (root) => all(root, ".points circle").map((node) => node.getAttribute("cx"));
const press = (node, key) =>
  node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const heights = (path) =>
  path
    .slice(1)
    .split("L")
    .map((place) => Number(place.split(" ")[1]));

describe("a fit in a comparison", () => {
  test("is small, and the last view of all is the bar", () => {
    const { roots } = compare();
    expect(parts(roots)).toEqual(["small", "small", "lead"]);
  });

  test("has a bar of its own once the cursors are let go", () => {
    const { roots } = compare({ linked: false });
    expect(parts(roots)).toEqual(["small alone", "small alone"]);
  });

  test("is a widget like any other where it is shown outside of the comparison", () => {
    const { roots } = compare({}, "gmm-compared-of-somebody-else");
    expect(parts(roots)).toEqual([undefined, undefined, undefined]);
    expect(all(document.body, ".fit-title")).toEqual([]);
  });

  test("has a title that says how it ended, and what a click does", async () => {
    const { models, roots } = compare();
    const title = one(roots[1], ".fit-title");
    expect(one(title, "span").textContent).toBe("Fit 1");
    expect(one(title, "small").textContent).toBe("converged after iteration 3");
    expect(title.title).toBe("Fit 1\nEnlarge this fit, with all its controls");
    await models[1].receive({ _film: filmTrait({ T: 2, status: "max_iter" }) });
    expect(one(title, "small").textContent).toBe("stopped after iteration 2");
    await models[1].receive({ _beside: { [NAME]: told(1, { title: "Another" }) } });
    expect(one(title, "span").textContent).toBe("Another");
  });

  test("that is gone from the comparison is a widget like any other", async () => {
    const { models, roots } = compare();
    await models[1].receive({ _beside: {} });
    expect(parts(roots)).toEqual(["small", undefined, "lead"]);
  });
});

describe("a click on a title", () => {
  test("makes the fit large, and the next one small again", () => {
    const { roots } = compare();
    const title = one(roots[1], ".fit-title");
    title.click();
    expect(parts(roots)).toEqual(["small", "large", "lead"]);
    expect(title.getAttribute("aria-expanded")).toBe("true");
    expect(title.title).toBe("Back to all fits");
    title.click();
    expect(parts(roots)).toEqual(["small", "small", "lead"]);
    expect(title.getAttribute("aria-expanded")).toBe("false");
  });

  test("is taken back by Escape, which the host does not see then", () => {
    const { roots } = compare();
    const seen = vi.fn();
    document.body.addEventListener("keydown", seen);
    const title = one(roots[0], ".fit-title");
    title.click();
    press(title, "Escape");
    expect(parts(roots)).toEqual(["small", "small", "lead"]);
    expect(seen).not.toHaveBeenCalled();
    press(title, "Escape");
    expect(seen).toHaveBeenCalledOnce();
    document.body.removeEventListener("keydown", seen);
  });

  test("gives back its own scale and its curve's numbers", () => {
    const { roots } = compare();
    const small = [ticks(roots[0]), places(roots[0])];
    one(roots[0], ".fit-title").click();
    expect(ticks(roots[0])).not.toBe(small[0]);
    expect(one(roots[0], ".curve .others").getAttribute("d") ?? "").toBe("");
    expect(all(roots[0], ".curve text").length).toBeGreaterThan(0);
    one(roots[0], ".fit-title").click();
    expect([ticks(roots[0]), places(roots[0])]).toEqual(small);
  });
});

describe("all fits", () => {
  test("are drawn on the ranges that Python gives, whatever each film would have", async () => {
    const { models, roots } = compare();
    const before = ticks(roots[0]);
    expect(ticks(roots[1])).toBe(before);
    expect(places(roots[1])).toEqual(places(roots[0]));
    const wide = [
      [
        [900, 0],
        [0, 900],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ];
    await models[1].receive({ _film: new DataView(toyFilm({ covariances: wide }).buffer) });
    expect(ticks(roots[1])).toBe(before);
    await models[1].receive({
      _beside: { [NAME]: told(1, { ranges: RANGES.map(([a, b]) => [10 * a, 10 * b]) }) },
    });
    expect(ticks(roots[1])).not.toBe(before);
  });

  test("but not on those of other columns than they draw", async () => {
    const { models, roots } = compare();
    const before = ticks(roots[1]);
    await models[1].receive({ _beside: { [NAME]: told(1, { axes: [1, 0] }) } });
    expect(ticks(roots[1])).not.toBe(before);
  });

  test("show the others' curves behind their own", () => {
    const { roots } = compare();
    const others = one(roots[0], ".curve .others").getAttribute("d");
    expect(others.match(/M/g)).toHaveLength(CURVES.length - 1);
  });
});

describe("curves on one axis", () => {
  test("have one range, whichever is drawn in full", () => {
    const spans = CURVES.map((curve, i) =>
      span(
        curve,
        CURVES.filter((_, j) => j !== i),
      ),
    );
    expect(spans[1]).toEqual(spans[0]);
    expect(spans[2]).toEqual(spans[0]);
    expect(spans[0].high).toBeGreaterThan(-40);
    expect(spans[0].low).toBeLessThan(-101);
  });

  test("which one start that lies far down does not flatten", () => {
    const far = [-9000, -95, -94];
    const found = span(CURVES[0], [far]);
    expect(found.cut).toBe(true);
    expect(found.low).toBeGreaterThan(-200);
    expect(span(far, [CURVES[0]])).toEqual(found);
  });

  test("of which none has more than its start", () => {
    const { low, high, cut } = span([-5], [[-7]]);
    expect(cut).toBe(false);
    expect([low < -7, high > -5]).toEqual([true, true]);
  });

  test("are as long as their iterations, and a value is as high in each", () => {
    const charts = CURVES.map((curve, i) => {
      const chart = createChart(() => {});
      const rest = CURVES.filter((_, j) => j !== i);
      chart.update(curve, curve.length - 1, 300, undefined, rest);
      return chart.node;
    });
    const own = (i) => charts[i].querySelector(".past").getAttribute("d");
    const behind = (i) => charts[i].querySelector(".others").getAttribute("d").slice(1).split("M");
    expect(behind(0)).toEqual([own(1), own(2)].map((path) => path.slice(1)));
    expect(behind(1)).toEqual([own(0), own(2)].map((path) => path.slice(1)));
    const [first, second] = [heights(own(0)), heights(own(1))];
    expect(second[0]).toBeGreaterThan(first[0]);
    expect(heights(own(2)).at(-1)).toBeLessThan(first.at(-1));
  });

  test("are jumped along up to the end of the own fit", () => {
    const jump = vi.fn();
    const chart = createChart(jump);
    chart.update(CURVES[0], 0, 300, undefined, [CURVES[1]]);
    chart.node.getBoundingClientRect = () => /** @type {DOMRect} */ ({ left: 0, width: 300 });
    chart.node.dispatchEvent(new MouseEvent("click", { clientX: 299 }));
    expect(jump).toHaveBeenLastCalledWith(2);
    chart.node.dispatchEvent(new MouseEvent("click", { clientX: 100 }));
    expect(jump).toHaveBeenLastCalledWith(1);
  });
});

test("numbers in a small plot stand closer together, and nearer to its border", () => {
  const same = [
    { x: 50, y: 50 },
    { x: 50, y: 50 },
  ];
  /** @param {import("../src/geometry/declutter.js").Place[]} two */
  const gap = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
  expect(gap(separate(same, null))).toBeCloseTo(27, 0);
  expect(gap(separate(same, null, 21))).toBeCloseTo(21, 0);
  const plot = { width: 100, top: 6, bottom: 80 };
  expect(keepInside(plot, -5, 0, 20)).toEqual({ x: 10, y: 16 });
});
