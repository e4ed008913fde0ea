import { describe, expect, test, vi } from "vitest";
import { floors } from "../src/controls/options.js";
import { powerOfTen } from "../src/words/index.js";
import { encodeFilm, packed } from "./helpers/film.js";
import { one } from "./helpers/find.js";
import { filmTrait } from "./helpers/model.js";
import { useWidget } from "./helpers/widget.js";

const widget = useWidget();
let model;
let store;

/** @returns {HTMLElement} */
function open(traits = {}) {
  const opened = widget(traits);
  ({ model, store } = opened);
  return opened.root;
}

const option = (root, name) => root.querySelector(`[data-option="${name}"]`);
function choose(root, name, value) {
  option(root, name).value = value;
  option(root, name).dispatchEvent(new Event("change", { bubbles: true }));
}
const label = (node) => node.getAttribute("aria-label") ?? node.closest("label").textContent;

describe("the options of the fit", () => {
  test("wait with the rest behind one button of the bar, and Escape closes them", () => {
    const root = open();
    const toggle = one(root, '[data-action="options"]');
    const panel = one(root, ".drawer");
    expect(panel.contains(root.querySelector(".options"))).toBe(true);
    for (const name of ["edit", "undo", "redo", "shapes", "save"]) {
      expect(panel.querySelector(`[data-action="${name}"]`)).not.toBeNull();
    }
    expect([panel.hidden, toggle.getAttribute("aria-expanded")]).toEqual([true, "false"]);
    toggle.click();
    expect([panel.hidden, toggle.getAttribute("aria-expanded")]).toEqual([false, "true"]);
    toggle.click();
    expect(panel.hidden).toBe(true);
    toggle.click();
    option(root, "max_iter").focus();
    const away = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
    option(root, "max_iter").dispatchEvent(away);
    expect(panel.hidden).toBe(true);
    expect(document.activeElement).toBe(toggle);
  });

  test("show what Python has, each with a name", () => {
    const root = open({ covariance_type: "diag", reg_covar: 0.003, max_iter: 40 });
    for (const [name, value] of [
      ["covariance_type", "diag"],
      ["reg_covar", "0.003"],
      ["max_iter", "40"],
    ]) {
      expect(option(root, name).value).toBe(value);
      expect(label(option(root, name)).length).toBeGreaterThan(8);
    }
  });

  test.each([
    ["covariance_type", "tied", "tied"],
    ["reg_covar", "0.1", 0.1],
    ["max_iter", "60", 60],
  ])("%s is asked for, shown at once, and stays until answered", async (name, chosen, value) => {
    const root = open({ cursor: 4 });
    choose(root, name, chosen);
    expect(model.wish).toEqual({ client: expect.any(String), n: 1, [name]: value });
    expect(store.snapshot().options[name]).toBe(value);
    expect(root.dataset.cursor).toBe("0");
    await model.receive({ _film: filmTrait({ T: 4 }) });
    expect(option(root, name).value).toBe(chosen);
    await model.answer({ [name]: value, cursor: 0 });
    expect(option(root, name).value).toBe(chosen);
    expect(root.dataset.busy).toBe("false");
  });

  test("follow Python, also where it clips", async () => {
    const root = open();
    await model.receive({ covariance_type: "spherical", max_iter: 7 });
    expect([option(root, "covariance_type").value, option(root, "max_iter").value]).toEqual([
      "spherical",
      "7",
    ]);
  });

  test("an iteration limit stays within one and a thousand, and an empty field asks nothing", () => {
    const root = open();
    choose(root, "max_iter", "");
    expect(model.sent).toHaveLength(0);
    expect(option(root, "max_iter").value).toBe("25");
    expect(one(root, ".refusal").hidden).toBe(true);
    for (const value of ["99999", "-5", "0", "2.5"]) {
      choose(root, "max_iter", value);
      expect(model.sent).toHaveLength(0);
      expect(option(root, "max_iter").value).toBe("25");
      expect(one(root, ".refusal").textContent).toBe(
        `${value} is not possible: enter a whole number from 1 to 1000. It remains 25.`,
      );
    }
    choose(root, "max_iter", "1000");
    expect(model.wish.max_iter).toBe(1000);
    expect(one(root, ".refusal").hidden).toBe(true);
  });

  test("cannot change while a mean is in the hand", () => {
    const root = open();
    store.hold(0, [1, 1]);
    const { n } = model.wish;
    choose(root, "covariance_type", "tied");
    expect(model.wish.n).toBe(n);
    expect(option(root, "covariance_type").value).toBe("full");
  });

  test("variance floors fit the data: powers of ten below its own square, and the present one", () => {
    expect(floors(53, 0)).toEqual([0, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]);
    expect(floors(3.5e-7, 1e-6).at(-1)).toBe(1e-6);
    expect(floors(3.5e-7, 0).at(-1)).toBe(1e-15);
    expect([1e-15, 0.001, 0.1, 10, 1e5, 0.0025].map(powerOfTen)).toEqual([
      "10⁻¹⁵",
      "0.001",
      "0.1",
      "10",
      "10⁵",
      "0.0025",
    ]);
  });
});

describe("the axes", () => {
  const points = packed([
    [0, 0, 5],
    [1, 1, 6],
    [4, 4, 7],
    [5, 3, 9],
    [2.5, 2, 8],
  ]);
  const column = (...values) => ({ dtype: "float64", values });
  const film = new DataView(
    encodeFilm(
      {
        ...{ n: 5, d: 3, K: 1, T: 0, max_iter: 25, short: false, status: "converged" },
        states: ["start"],
        sentences: { end: { lead: "Over.", body: "", next: "" } },
      },
      {
        weights: column(1),
        means: column(1, 2, 6),
        covariances: column(1, 0, 0, 0, 2, 0, 0, 0, 3),
        log_likelihoods: column(-9),
        gains: column(0),
        undecided: { dtype: "uint32", values: [0] },
        states: { dtype: "uint8", values: [0] },
      },
    ).buffer,
  );
  const three = { points, columns: ["a", "b", "c"], n_components: 1, _film: film };
  const circles = (root, name) =>
    [...root.querySelectorAll(".points circle")].map((c) => Number(c.getAttribute(name)));

  test("are names where there are two columns, and choices where there are more", async () => {
    const root = open();
    expect(option(root, "x-axis").hidden).toBe(true);
    expect(one(root, ".x-name").hidden).toBe(false);
    await model.receive(three);
    expect([option(root, "x-axis").hidden, one(root, ".x-name").hidden]).toEqual([false, true]);
    const offered = [...option(root, "y-axis").options].map(({ text }) => text);
    expect(offered).toEqual(["a", "b", "c"]);
    expect([option(root, "x-axis").value, option(root, "y-axis").value]).toEqual(["0", "1"]);
    for (const name of ["x-axis", "y-axis"]) expect(label(option(root, name))).toContain("Column");
  });

  test("are asked for through the gate, and drawn at once from the same film", async () => {
    const root = open(three);
    const across = circles(root, "cx");
    choose(root, "x-axis", "2");
    expect(model.wish).toEqual({ client: expect.any(String), n: 1, axes: [2, 1] });
    expect(store.snapshot()).toMatchObject({ axes: [2, 1], names: ["c", "b"] });
    expect(store.snapshot().mixture[0]).toMatchObject({
      mean: [6, 2],
      covariance: { a: 3, b: 0, c: 2 },
    });
    expect(circles(root, "cx")).not.toEqual(across);
    const drawn = root.querySelector(".layers").innerHTML;
    await model.answer({ axes: [2, 1] });
    expect(root.querySelector(".layers").innerHTML).toBe(drawn);
  });

  test("swap when one is given the other's column", () => {
    const root = open(three);
    choose(root, "y-axis", "0");
    expect(model.wish.axes).toEqual([1, 0]);
    expect([option(root, "x-axis").value, option(root, "y-axis").value]).toEqual(["1", "0"]);
  });

  test("that were asked for are those that a mean is dragged along", () => {
    open(three);
    store.setAxis(0, 2);
    store.hold(0, [8, 1]);
    expect(model.sent).toHaveLength(1);
    expect(store.snapshot().mixture[0].mean).toEqual([8, 1]);
    model.answer({ axes: [2, 1] });
    vi.runAllTicks();
  });
});
