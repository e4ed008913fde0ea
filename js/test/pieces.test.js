// The small pure parts: picking, spreading, the chart's span, the timeline's labels, pixel stamps.
import { describe, expect, test, vi } from "vitest";
import { enabled } from "../src/controls/bar.js";
import { labelled } from "../src/controls/timeline.js";
import { put } from "../src/dom/elements.js";
import { keepInside, separate } from "../src/geometry/declutter.js";
import { createPicker } from "../src/geometry/nearest.js";
import { geometry, roomy } from "../src/geometry/scale.js";
import { createChart, span } from "../src/panel/curve.js";
import { drawTrails } from "../src/plot/means.js";
import { place, slices } from "../src/plot/pointcard.js";
import { createPointLayer, MOST_CIRCLES, sizesOf } from "../src/plot/points.js";
import { createScene } from "../src/plot/scene.js";
import { CURVE, WHY } from "../src/words/index.js";

describe("picking a point", () => {
  test("takes the nearest within reach, else none", () => {
    const pick = createPicker(Float64Array.of(10, 20, 100), Float64Array.of(10, 10, 10));
    expect(pick(14, 10, 14)).toBe(0);
    expect(pick(16, 10, 14)).toBe(1);
    expect(pick(60, 10, 14)).toBeNull();
  });

  test("finds the same among many, by its grid, as by looking at all", () => {
    const n = 6000;
    const xs = Float64Array.from({ length: n }, (_, i) => (i * 7919) % 600);
    const ys = Float64Array.from({ length: n }, (_, i) => ((i * 104729) % 4001) / 10);
    const pick = createPicker(xs, ys);
    for (let x = 0; x < 600; x += 37) {
      const apart = Array.from(xs, (v, i) => Math.hypot(v - x, ys[i] - 200));
      const best = Math.min(...apart);
      const row = pick(x, 200, 14);
      if (best > 14) expect(row).toBeNull();
      else expect(apart[row]).toBe(best);
    }
  });
});

describe("badges of means", () => {
  const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

  test("in the same place are drawn apart, the same way every time", () => {
    const same = [0, 1, 2].map(() => ({ x: 50, y: 50 }));
    const found = separate(same, null);
    expect(apart(found[0], found[1])).toBeGreaterThan(24);
    expect(apart(found[1], found[2])).toBeGreaterThan(24);
    expect(apart(found[0], found[2])).toBeGreaterThan(24);
    expect(separate(same, null)).toEqual(found);
  });

  test("far from each other stay where they are", () => {
    const places = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ];
    expect(separate(places, null)).toEqual(places);
  });

  test("a held one stays under the pointer and pushes nobody", () => {
    const places = [
      { x: 10, y: 10 },
      { x: 12, y: 10 },
    ];
    expect(separate(places, 0)).toEqual(places);
  });
});

test("the badge of a mean beyond the plot waits at its edge, any other where it belongs", () => {
  const plot = { width: 100, top: 6, bottom: 86 };
  const edge = keepInside(plot, -500, 900);
  expect(edge.x).toBeGreaterThan(0);
  expect(edge.x).toBeLessThan(20);
  expect(edge.y).toBeGreaterThan(66);
  expect(edge.y).toBeLessThan(86);
  expect(keepInside(plot, 50, 60)).toEqual({ x: 50, y: 60 });
});

describe("the curve's range", () => {
  test("cuts off a start far below, so that the rest is not flat", () => {
    const { low, cut } = span([-2100, -1980, -1900, -1800, -1750]);
    expect(cut).toBe(false);
    expect(low).toBeLessThan(-2100);
    const far = span([-9000, -1980, -1900, -1800, -1750]);
    expect(far.cut).toBe(true);
    expect(far.low).toBeGreaterThan(-2100);
  });

  test("has some height even for one value", () => {
    const { low, high } = span([-5]);
    expect(high).toBeGreaterThan(low);
  });
});

test("a curve cut off at the start begins at its own dot, and is marked as broken", () => {
  const { node, update } = createChart(() => {});
  update([-9000, -1980, -1900, -1800, -1750], 4, 300);
  const [x, y] = node.querySelector(".past").getAttribute("d").slice(1).split(/[ L]/).map(Number);
  const [start, ...rest] = node.querySelectorAll("line");
  expect([rest, y]).toEqual([[], Number(start.getAttribute("y1"))]);
  update([-9000, -1980, -1900, -1800, -1750], 0, 300);
  expect(x).toBe(Number(node.querySelector(".now").getAttribute("cx")));
  expect(node.querySelector(".gap").getAttribute("display")).toBeNull();
  update([-2100, -1980, -1900, -1800, -1750], 0, 300);
  expect(node.querySelector(".gap").getAttribute("display")).toBe("none");
});

test("of a start in the hand the curve shows both ends, and no way between them", () => {
  const { node, update } = createChart(() => {});
  update([-2100, -1980, -1750], 1, 300);
  update([-2000, -1700], 0, 300, 9);
  const level = node.querySelector(".future").getAttribute("d");
  expect(level).toMatch(/^M6 [\d.]+H292$/);
  const goal = node.querySelector(".goal");
  expect(goal.getAttribute("display")).toBeNull();
  expect(level).toContain(` ${goal.getAttribute("cy")}H`);
  expect(node.querySelector(".past").getAttribute("d")).toBeNull();
  expect([...node.querySelectorAll("text")].map(({ textContent }) => textContent)).toEqual([
    CURVE.start(-2000),
    CURVE.end(9),
    CURVE.said(-1700),
  ]);
  expect(node.getAttribute("aria-label")).toContain("in 9 iterations");
});

test("a curve keeps its marks from one iteration to the next", () => {
  const { node, update } = createChart(() => {});
  const values = [-40, -30, -20, -10];
  const of = (name) => [...node.querySelectorAll(name)];
  update(values, 1, 300);
  const before = of("*").filter((mark) => !mark.matches(".dot"));
  const [dot] = of(".dot");
  update(values, 3, 300);
  expect(of("*").filter((mark) => !mark.matches(".dot"))).toEqual(before);
  expect(of(".dot")).toHaveLength(3);
  expect(of(".dot")[0]).toBe(dot);
  expect(of(".future")[0].hasAttribute("d")).toBe(false);
  update(values, 0, 300);
  expect(of(".dot")).toHaveLength(0);
  expect(of(".past")[0].hasAttribute("d")).toBe(false);
  expect(of("text").map((label) => label.textContent)).toHaveLength(3);
});

test("trails keep their dots, and a long one has none", () => {
  const trails = document.createElement("g");
  const plot = geometry(400, [0, 10], [0, 10]);
  const place = { ...plot, x: (u) => 10 * u, y: (v) => 100 - v };
  /** @type {(count: number) => [number, number][]} */
  const trail = (count) => Array.from({ length: count }, (_, i) => [i, i]);
  const dots = () => [...trails.querySelectorAll("circle")];
  drawTrails(trails, [trail(3)], place, ["#112233"]);
  const [first, second] = dots();
  drawTrails(trails, [trail(5)], place, ["#112233"]);
  expect(dots()).toHaveLength(4);
  expect(dots().slice(0, 2)).toEqual([first, second]);
  expect(dots()[3].getAttribute("cx")).toBe("30");
  drawTrails(trails, [trail(1)], place, ["#112233"]);
  expect(dots()).toHaveLength(0);
  expect(trails.querySelector("path").getAttribute("d")).toBe("");
  drawTrails(trails, [trail(90)], place, ["#112233"]);
  expect(dots()).toHaveLength(0);
  expect(trails.querySelector("path").getAttribute("d").split("L")).toHaveLength(90);
});

test("a property that does not differ is not written", () => {
  const field = document.createElement("input");
  const write = vi.fn();
  let value = "1";
  const set = (to) => {
    value = to;
    write(to);
  };
  Object.defineProperty(field, "value", { get: () => value, set });
  put(field, { value: "1", hidden: false });
  expect(write).not.toHaveBeenCalled();
  put(field, { value: "2", hidden: true });
  expect(write.mock.calls).toEqual([["2"]]);
  expect(field.hidden).toBe(true);
});

test("a component without width is still drawn, as a line", () => {
  const plot = document.createElement("div");
  const scene = createScene(plot);
  const shape = geometry(400, [0, 10], [0, 10]);
  /** @type {import("../src/kernel/film.js").Component[]} */
  const mixture = [{ weight: 1, mean: [5, 5], covariance: { a: 4, b: 0, c: 0 }, state: "moving" }];
  scene.placePoints([5, 5], 1, 2, [0, 1], shape);
  scene.draw({
    geometry: shape,
    mixture,
    badges: [{ x: 9, y: 9 }],
    colours: ["#112233"],
    ghost: null,
    trails: [[]],
    ringed: [],
    summary: "",
    glide: false,
    taken: 0,
  });
  for (const name of [".two", ".one"]) {
    expect(Number(plot.querySelector(name).getAttribute("ry"))).toBe(0.5);
  }
});

test("long tick labels stand apart, and short ones all stay", () => {
  const labels = (text) => [0, 1, 2, 3, 4, 5].map((i) => ({ at: 60 * i, label: text }));
  expect(roomy(labels("2.5"))).toHaveLength(6);
  const long = roomy(labels("300 100 000"));
  expect(long.length).toBeGreaterThan(1);
  expect(long[1].at - long[0].at).toBeGreaterThan(80);
});

test("the timeline labels both ends, and never two too close", () => {
  expect(labelled(17, 400)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 17]);
  expect(labelled(0, 400)).toEqual([0]);
  expect(labelled(1, 400)).toEqual([0, 1]);
  for (const count of [3, 7, 25, 100, 1000]) {
    const labels = labelled(count, 300);
    expect(labels.at(-1)).toBe(count);
    expect(labels.length).toBeLessThan(12);
  }
});

describe("the buttons", () => {
  const now = {
    cursor: 0,
    reach: 6,
    last: 6,
    components: 3,
    points: 50,
    playing: false,
    held: false,
    shapes: false,
  };

  test("at the start: a step, and no way back", () => {
    expect(enabled(now)).toMatchObject({ step: "", back: WHY.first, toStart: WHY.first });
  });
  test("on the way: everything", () => {
    expect(enabled({ ...now, cursor: 3 })).toMatchObject({ step: "", back: "", toEnd: "" });
  });
  test("at the end: no step, and play begins anew", () => {
    const end = { step: WHY.end, toEnd: WHY.end, play: "" };
    expect(enabled({ ...now, cursor: 6 })).toMatchObject(end);
  });
  test("one to ten components, and never more than points", () => {
    expect(enabled({ ...now, components: 1 })).toMatchObject({ remove: WHY.least, add: "" });
    expect(enabled({ ...now, components: 10 })).toMatchObject({ add: WHY.most, remove: "" });
    expect(enabled({ ...now, components: 4, points: 4 })).toMatchObject({ add: WHY.points });
  });
  test("a fit that stops at its start has nothing to play", () => {
    expect(enabled({ ...now, reach: 0 })).toMatchObject({ play: WHY.nothing, step: WHY.end });
  });
  test("nothing works while a mean is in the hand", () => {
    for (const why of Object.values(enabled({ ...now, held: true }))) expect(why).toBe(WHY.held);
  });
});

describe("the card", () => {
  const plot = geometry(420, [-5, 5], [-4, 4]);
  const nobody = { title: "", shares: null, otherwise: [], colours: [], badges: [] };
  test.each([3, 10])("of %i components fits the plot and never covers its point", (k) => {
    const box = { width: 158, height: 28 + 15 * k + 8 };
    for (let x = 0; x <= 420; x += 30) {
      for (let y = plot.top; y <= plot.bottom; y += 30) {
        const at = { x, y };
        const corner = place({ ...nobody, at, geometry: plot }, box);
        expect(corner.x + box.width).toBeLessThanOrEqual(420);
        expect(corner.y + box.height).toBeLessThanOrEqual(plot.bottom);
        const inside =
          x > corner.x && x < corner.x + box.width && y > corner.y && y < corner.y + box.height;
        expect(inside).toBe(false);
      }
    }
  });

  test("a pie leaves out what is nothing, and is whole for a sure point", () => {
    const colours = ["#111111", "#222222", "#333333"];
    expect(slices({ x: 0, y: 0 }, [0.6, 0.4, 0], colours).map((s) => s.tagName)).toEqual([
      "path",
      "path",
    ]);
    expect(slices({ x: 0, y: 0 }, [0, 1, 0], colours)[0].tagName).toBe("circle");
  });
});

describe("the point layer", () => {
  test("is SVG for few points and a canvas for many", () => {
    expect(createPointLayer(MOST_CIRCLES).node.tagName.toLowerCase()).toBe("svg");
    expect(createPointLayer(MOST_CIRCLES + 1).node.tagName.toLowerCase()).toBe("canvas");
  });

  test("draws area by weight, never too small to see nor more than twice as wide", () => {
    expect([...sizesOf([1, 4, 0.49, 100, 0, 0.01], 1)].map((size) => size.toFixed(2))).toEqual([
      "1.00",
      "2.00",
      "0.70",
      "2.00",
      "0.50",
      "0.50",
    ]);
    expect([...sizesOf([7, 7, 7], 7)]).toEqual([1, 1, 1]);
  });

  test("circles grow with the weight", () => {
    const circles = createPointLayer(2);
    const at = Float64Array.of(5, 9);
    circles.place(at, at, geometry(600, [0, 9], [0, 9]), [1, 2]);
    const radii = [...circles.node.children].map((circle) => Number(circle.getAttribute("r")));
    expect(radii[1]).toBeCloseTo(2 * radii[0], 2);
  });
});
