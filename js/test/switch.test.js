import { describe, expect, test, vi } from "vitest";
import { html, svg } from "../src/dom/elements.js";
import { createStore } from "../src/state/store.js";
import { createView } from "../src/view.js";
import { VIEWS } from "../src/views/index.js";
import { encodeFilm } from "./helpers/film.js";
import { one } from "./helpers/find.js";
import { fakeModel } from "./helpers/model.js";
import { useWidget } from "./helpers/widget.js";

/** A view that says what it was given, and what became of it. */
function fakeKind(name, more = {}) {
  const log = { drawings: [], taps: [], destroyed: 0 };
  return {
    log,
    name,
    label: `The ${name}`,
    hasData: true,
    create(tools) {
      log.tools = tools;
      return {
        panel: [html("p", { class: `${name}-panel` }, name)],
        under: svg("g", { class: `${name}-under` }),
        over: svg("g", { class: `${name}-over` }),
        update(drawing) {
          log.drawings.push(drawing);
          return more.look ?? {};
        },
        tap(x, y) {
          log.taps.push([x, y]);
          return true;
        },
        destroy() {
          log.destroyed += 1;
        },
      };
    },
    ...more.kind,
  };
}

const picture = (view, header = {}) =>
  new DataView(
    encodeFilm(
      { view, ...header },
      { grid: { dtype: "float64", values: [1, 2] } },
      { magic: "GMMP" },
    ).buffer,
  );

const widget = useWidget();
let model;
let remove;

/** @returns {HTMLElement} */
function open(kinds, traits = {}) {
  const opened = widget(traits, kinds);
  ({ model, remove } = opened);
  return opened.root;
}

const radio = (root, name) => root.querySelector(`input[data-view="${name}"]`);
function choose(root, name) {
  radio(root, name).checked = true;
  radio(root, name).dispatchEvent(new Event("change", { bubbles: true }));
}
const text = (root, selector) => root.querySelector(selector).textContent.trim();

describe("the switch", () => {
  test("is not there for one view alone", () => {
    const root = open([VIEWS[0]]);
    expect(root.querySelector(".views").closest("[hidden]")).not.toBeNull();
  });

  test("is a group of native radios, one a view, after the sentence and before the plot", () => {
    const root = open([...VIEWS, fakeKind("tides")]);
    const group = root.querySelector("fieldset.views");
    expect(group.closest("[hidden]")).toBeNull();
    expect(text(root, ".views legend")).toBe("View");
    expect([...group.querySelectorAll("input")].map(({ type }) => type)).toContain("radio");
    const labels = [...root.querySelectorAll(".views > label")].map((label) => label.textContent);
    expect(labels).toEqual(["EM", "k-means", "Density", "The tides"]);
    const order = [...root.querySelectorAll(".story, .views, .plot, .bar")];
    expect(order.map(({ className }) => className)).toEqual(["story", "views", "plot", "bar"]);
    expect(radio(root, "em").checked).toBe(true);
  });

  test("has the views of many fits behind one name, each with a word on what it is for", () => {
    const root = open(VIEWS);
    const [many, menu] = [one(root, ".many"), one(root, ".menu")];
    expect([text(root, ".many"), menu.hidden]).toEqual(["Many fits", true]);
    many.click();
    expect([menu.hidden, many.getAttribute("aria-expanded")]).toEqual([false, "true"]);
    const names = [...menu.querySelectorAll("label > span")].map((name) => name.textContent);
    expect(names).toEqual(["Basins", "Restarts", "How many?"]);
    expect(menu.querySelectorAll("small")).toHaveLength(3);
    choose(root, "restarts");
    expect([root.dataset.view, text(root, ".many")]).toEqual(["restarts", "Restarts"]);
    expect(many.getAttribute("aria-label")).toBe("Many fits: Restarts");
    expect(radio(root, "em").checked).toBe(false);
    radio(root, "restarts").focus();
    const away = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
    radio(root, "restarts").dispatchEvent(away);
    expect([menu.hidden, document.activeElement]).toEqual([true, many]);
    choose(root, "em");
    expect([radio(root, "restarts").checked, text(root, ".many")]).toEqual([false, "Many fits"]);
  });

  test("names a single view of many fits itself", () => {
    const root = open(VIEWS.filter(({ name }) => ["em", "basins"].includes(name)));
    expect(root.querySelector(".many")).toBeNull();
    expect(root.querySelector(".views").contains(radio(root, "basins"))).toBe(true);
  });

  test("waits with the rest where controls are to be simple, and comes back", async () => {
    const root = open(VIEWS, { controls: "simple" });
    const inDrawer = () => root.querySelector(".drawer").contains(radio(root, "em"));
    expect(inDrawer()).toBe(true);
    expect(root.dataset.controls).toBe("simple");
    await model.receive({ controls: "all" });
    vi.runOnlyPendingTimers();
    expect(inDrawer()).toBe(false);
    expect(root.querySelector(".head").contains(radio(root, "em"))).toBe(true);
  });

  test("of two views in one page are two groups", () => {
    const kinds = [...VIEWS, fakeKind("tides")];
    const root = open(kinds);
    const other = document.createElement("div");
    document.body.append(other);
    const leave = createView(other, createStore(fakeModel({ view: "tides" })), kinds);
    expect(radio(root, "em").checked).toBe(true);
    expect(radio(other, "tides").checked).toBe(true);
    leave();
  });

  test("asks Python for the view, and draws it at once", () => {
    const tides = fakeKind("tides");
    const root = open([...VIEWS, tides]);
    choose(root, "tides");
    expect(model.wish).toEqual({ client: expect.any(String), n: 1, view: "tides" });
    expect(root.dataset.view).toBe("tides");
    expect(root.querySelector(".tides-panel")).not.toBeNull();
    expect(root.querySelector(".curve")).toBeNull();
    expect(tides.log.drawings).toHaveLength(1);
  });

  test("is on its way until the picture is there, and not before", async () => {
    const tides = fakeKind("tides");
    const root = open([...VIEWS, tides], { _picture: picture("other") });
    choose(root, "tides");
    expect(root.dataset.coming).toBe("");
    expect(text(root, ".coming")).toBe("The tides: loading");
    expect(one(root, ".legends").hidden).toBe(true);
    expect(tides.log.drawings.at(-1).now.viewData).toBeNull();
    await model.answer({ view: "tides", _picture: picture("tides", { share: 0.5 }) });
    expect(root.dataset.coming).toBeUndefined();
    expect(one(root, ".coming").hidden).toBe(true);
    const { now } = tides.log.drawings.at(-1);
    expect([now.viewData.share, ...now.viewData.section("grid")]).toEqual([0.5, 1, 2]);
  });

  test("follows Python, and shows EM for a view that this bundle does not know", async () => {
    const root = open([...VIEWS, fakeKind("tides")]);
    await model.receive({ view: "tides", _picture: picture("tides") });
    expect([root.dataset.view, radio(root, "tides").checked]).toEqual(["tides", true]);
    await model.receive({ view: "moons" });
    expect([root.dataset.view, radio(root, "em").checked]).toEqual(["em", true]);
  });

  test("goes back to EM as it was, with nothing left of the other", () => {
    const tides = fakeKind("tides");
    const root = open([...VIEWS, tides], { cursor: 3 });
    const before = root.querySelector(".figure").innerHTML;
    choose(root, "tides");
    choose(root, "em");
    expect(root.querySelector(".figure").innerHTML).toBe(before);
    expect(text(root, ".ll")).toBe("−90.0");
    expect(tides.log.destroyed).toBe(1);
  });

  test("tells an unreadable picture in words", () => {
    const root = open([...VIEWS], { _picture: new DataView(new ArrayBuffer(40)) });
    expect(text(root, '[role="alert"]')).toContain("not a picture");
  });
});

describe("a view", () => {
  test("draws under and over the points, in the same geometry as EM", () => {
    const tides = fakeKind("tides");
    const root = open([...VIEWS, tides]);
    const size = root.querySelector(".front").getAttribute("viewBox");
    const grid = root.querySelector(".grid").innerHTML;
    choose(root, "tides");
    expect(root.querySelector(".front").getAttribute("viewBox")).toBe(size);
    expect(root.querySelector(".grid").innerHTML).toBe(grid);
    const layers = [...root.querySelectorAll(".tides-under, .points, .tides-over, .mean")];
    expect(layers.map((node) => node.getAttribute("class"))).toEqual([
      "tides-under",
      "points soft",
      "tides-over",
      "mean",
      "mean",
    ]);
    expect(tides.log.drawings[0].geometry.width).toBe(Number(size.split(" ")[2]));
  });

  test("says what it wants otherwise: title, sentence, colours, marks", () => {
    const mixture = [
      { mean: [2, 2], covariance: { a: 1, b: 0, c: 1 }, weight: 1, state: "moving" },
    ];
    const look = {
      title: "Tides",
      sentence: { lead: "High.", body: "Water everywhere.", next: "" },
      summary: "A sea",
      mixture: [mixture[0], mixture[0]],
      shares: { values: Float64Array.of(1, 0, 1, 0, 1, 0, 0, 1, 0, 1), whole: 1 },
      without: ["ellipses", "card"],
    };
    const root = open([...VIEWS, fakeKind("tides", { look })], { cursor: 2 });
    choose(root, "tides");
    expect([text(root, "h3"), text(root, ".story")]).toEqual(["Tides", "High. Water everywhere."]);
    expect(root.querySelector(".front").getAttribute("aria-label")).toBe("A sea");
    expect(root.querySelectorAll(".two")).toHaveLength(0);
    expect(root.querySelectorAll(".mean")).toHaveLength(2);
    const fills = [...root.querySelectorAll(".points circle")].map((c) => c.getAttribute("fill"));
    expect(new Set(fills).size).toBe(2);
    choose(root, "em");
    expect(root.querySelectorAll(".two")).toHaveLength(2);
  });

  test("without means has no handles either", () => {
    const root = open([...VIEWS, fakeKind("tides", { look: { without: ["means"] } })]);
    choose(root, "tides");
    expect(root.querySelectorAll(".mean")).toHaveLength(0);
    expect(one(root, ".handles").hidden).toBe(true);
  });

  test("may take a tap, but not the one that places a picked mean", async () => {
    const tides = fakeKind("tides");
    const root = open([...VIEWS, tides]);
    choose(root, "tides");
    const at = { bubbles: true, clientX: 30, clientY: 40 };
    root.querySelector(".plot").dispatchEvent(new MouseEvent("click", at));
    expect(tides.log.taps).toEqual([[30, 40]]);
    const grip = root.querySelector(".handle");
    for (const type of ["pointerdown", "pointerup"]) {
      grip.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 1, button: 0 }));
    }
    root.querySelector(".plot").dispatchEvent(new MouseEvent("click", at));
    expect(tides.log.taps).toHaveLength(1);
    await model.answer({ view: "tides" });
    expect(model.wish.seeds).toHaveLength(2);
  });

  test("is told when the widget goes", () => {
    const tides = fakeKind("tides");
    open([tides]);
    remove();
    expect(tides.log.destroyed).toBe(1);
  });
});
