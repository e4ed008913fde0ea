import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { decodeFilm } from "../src/kernel/film.js";
import { createNarrowing, decades } from "../src/panel/widthcurve.js";
import { NARROWING } from "../src/words/index.js";
import { toyFilm } from "./helpers/film.js";
import { filmTrait } from "./helpers/model.js";
import { useWidget } from "./helpers/widget.js";

const FOLDER = join(import.meta.dirname, "..", "..", "tests", "contract", "fixtures");
/** A component that closes in on one point: a tenth as wide at each iteration. */
const closing = {
  component: 1,
  collapsed: true,
  widths: [
    [2, 1],
    [1.9, 0.1],
    [1.8, 0.01],
    [1.7, 0.001],
  ],
  relative: [1, 0.1, 0.01, 0.001],
  rows: [3],
  held: 1,
  law: Math.LN10,
  sentence: "Component 2 has closed in on one point.",
};
const propped = { ...closing, collapsed: false };
const film = (narrowing) => decodeFilm(toyFilm({ narrowing }));

describe("the powers of ten of a chart", () => {
  test("lie between the values, and are not too many", () => {
    expect(decades([2, 0.001])).toMatchObject({ lines: [0, -1, -2, -3] });
    const { low, high, lines } = decades([3, 1e-13]);
    expect(low).toBeCloseTo(-13, 9);
    expect(high).toBeCloseTo(Math.log10(3), 9);
    expect(lines.length).toBeLessThan(6);
    expect(new Set(lines.slice(1).map((power, i) => lines[i] - power)).size).toBe(1);
  });
  test("are a decade at least, also of one value, or of none above zero", () => {
    for (const values of [[5, 5], [0.7, 0.6], [0, 0], []]) {
      const { low, high } = decades(values);
      expect(high - low).toBeCloseTo(1, 9);
    }
  });
});

describe("the chart", () => {
  const jump = vi.fn();
  const draw = (narrowing, now, width = 292) => {
    const panel = createNarrowing(jump);
    panel.update(film(narrowing), now, width);
    return panel.node;
  };
  const path = (node, name) =>
    node
      .querySelector(name)
      .getAttribute("d")
      .slice(1)
      .split("L")
      .map((place) => place.split(" ").map(Number));

  test("is there only when a component closed in", () => {
    expect(draw(null, 0).hidden).toBe(true);
    expect(draw(closing, 0).hidden).toBe(false);
  });

  test("is logarithmic: a tenth as wide is as far down each time", () => {
    const places = path(draw(closing, 3), ".past.smallest");
    const falls = places.slice(1).map(([, y], t) => y - places[t][1]);
    expect(Math.max(...falls) - Math.min(...falls)).toBeLessThan(0.03);
    expect(falls[0]).toBeGreaterThan(10);
  });

  test("has the past solid, the future dotted, and both widths", () => {
    const node = draw(closing, 1);
    for (const name of ["largest", "smallest"]) {
      expect(path(node, `.past.${name}`)).toHaveLength(2);
      expect(path(node, `.future.${name}`)).toHaveLength(3);
    }
    expect(draw(closing, 0).querySelector(".past")).toBeNull();
    expect(draw(closing, 3).querySelector(".future")).toBeNull();
  });

  test("has a line where reg_covar holds a component open", () => {
    expect(draw(closing, 3).querySelector(".held-open")).toBeNull();
    const node = draw(propped, 3);
    const [, end] = path(node, ".past.smallest").at(-1);
    expect(Number(node.querySelector(".held-open").getAttribute("y1"))).toBeCloseTo(end, 1);
    expect(node.textContent).toContain("0.0010, held by the floor");
  });

  test("says what it shows", () => {
    expect(draw(closing, 2).querySelector("svg").getAttribute("aria-label")).toBe(
      "Standard deviations of component 2 over 3 iterations, on a logarithmic scale: " +
        "the largest from 2.0 to 1.7, the smallest from 1.0 to 0.0010; now 1.8 and 0.010.",
    );
    expect(draw(closing, 2).querySelector(".label").textContent).toContain("Widths of component 2");
  });

  test("jumps to the iteration that is clicked", () => {
    const chart = draw(closing, 0).querySelector("svg");
    chart.getBoundingClientRect = () => new DOMRect(0, 0, 292, 100);
    chart.dispatchEvent(new MouseEvent("click", { clientX: 190 }));
    expect(jump).toHaveBeenLastCalledWith(2);
  });

  test("draws no NaN when a width is zero or nothing happened", () => {
    const flat = { ...closing, widths: [[1, 0]] };
    for (const narrowing of [flat, { ...closing, widths: [[0, 0]] }]) {
      expect(draw(narrowing, 0).innerHTML).not.toMatch(/NaN|Infinity/);
    }
  });
});

describe("the law", () => {
  test("is ln 10 for one point in two dimensions", () => {
    expect(NARROWING.law(closing, 2)).toBe(
      "Each tenfold reduction of its variance raises the log-likelihood by 2.30 (ln 10 for one point in two dimensions).",
    );
  });
  test("names the points otherwise, and what keeps it from coming true", () => {
    const many = { ...propped, held: 29, law: 14.5 * Math.LN10 };
    expect(NARROWING.law(many, 4)).toBe(
      "Without the variance floor, each tenfold reduction of its variance raises the log-likelihood by 33.39 (for the 29 points it holds).",
    );
    expect(NARROWING.law({ ...closing, law: 1.5 * Math.LN10 }, 3)).toContain("the one point");
  });
  test("is not told of a component that could not close in", () => {
    expect(NARROWING.law({ ...propped, law: 0 }, 2)).toBe("");
  });
});

describe("the film that Python wrote", () => {
  const bytes = readFileSync(join(FOLDER, "collapsed.film"));
  const { header } = JSON.parse(readFileSync(join(FOLDER, "collapsed.json"), "utf8"));

  test("holds the anatomy, a row of widths for every mixture", () => {
    const { narrowing, finalFrame, component } = decodeFilm(bytes);
    expect(narrowing).toEqual(header.narrowing);
    expect(narrowing.component).toBe(component);
    expect(narrowing.widths).toHaveLength(finalFrame + 1);
    expect(narrowing.rows.length).toBeLessThanOrEqual(narrowing.held);
    expect(narrowing.law).toBeCloseTo(Math.LN10, 12);
  });
});

describe("in a view", () => {
  const widget = useWidget();
  let model;
  let store;
  let root;
  function open(options, traits = {}) {
    ({ model, store, root } = widget({ _film: filmTrait(options), ...traits }));
  }
  const rings = () => [...root.querySelectorAll(".ring circle")];
  const collapse = { status: "collapsed", component: 1, point: 3, narrowing: closing };

  test("the points that it holds are ringed at the end, and only there", () => {
    open({ ...collapse, narrowing: { ...closing, rows: [1, 3, 4], held: 3 } }, { cursor: 5 });
    expect(rings()).toHaveLength(0);
    store.goTo(6);
    expect(rings()).toHaveLength(3);
    const circles = root.querySelectorAll(".points circle");
    [1, 3, 4].forEach((row, i) => {
      expect(rings()[i].getAttribute("cx")).toBe(circles[row].getAttribute("cx"));
    });
  });

  test("one point has a ring around the number that covers it", () => {
    open(collapse, { cursor: 6 });
    expect(Number(rings()[0].getAttribute("r"))).toBeGreaterThan(12);
  });

  test("a component that is only kept wide has no rings", () => {
    const wide = { ...propped, rows: [0, 1, 2], held: 3, law: 0 };
    open({ narrowing: wide }, { cursor: 6 });
    expect(rings()).toHaveLength(0);
    expect(root.querySelector(".narrowing").hidden).toBe(false);
    expect(root.querySelector(".law").hidden).toBe(true);
  });

  test("the chart follows the cursor, and a click on it moves that", () => {
    open(collapse, { cursor: 2 });
    const chart = root.querySelector(".widths");
    expect(chart.getAttribute("aria-label")).toContain("now 1.9 and 0.10.");
    chart.getBoundingClientRect = () => new DOMRect(0, 0, 292, 100);
    chart.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: 290 }));
    expect(root.dataset.cursor).toBe("6");
    expect(chart.getAttribute("aria-label")).toContain("now 1.7 and 0.0010.");
  });

  test("stays, dimmed, while a mean is held, and goes with the fit that it belongs to", async () => {
    open(collapse);
    store.hold(0, [1, 1]);
    await model.receive({ _film: filmTrait({ short: true }) });
    const node = root.querySelector(".narrowing");
    expect([node.hidden, node.classList.contains("stale")]).toEqual([false, true]);
    store.drop();
    await model.answer({});
    await model.answer({ _film: filmTrait() });
    expect(node.hidden).toBe(true);
  });
});
