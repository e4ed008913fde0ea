import { describe, expect, test, vi } from "vitest";
import { swept } from "../src/geometry/nearest.js";
import { geometry } from "../src/geometry/scale.js";
import { outlier } from "../src/gestures/edittools.js";
import { suits } from "../src/plot/layout.js";
import { POINTS, packed } from "./helpers/film.js";
import { filmTrait } from "./helpers/model.js";
import { useWidget } from "./helpers/widget.js";

const widget = useWidget();
let model;
let store;
let remove;

/** @returns {HTMLElement} */
function open(traits = {}) {
  const opened = widget(traits);
  ({ model, store, remove } = opened);
  return opened.root;
}

const find = (root, selector) => root.querySelector(selector);
const action = (root, name) => find(root, `[data-action="${name}"]`);
const text = (root, selector) => find(root, selector).textContent.trim();
/** @type {(root: HTMLElement, row: number) => [number, number]} */
const place = (root, row) => {
  const circle = root.querySelectorAll(".points circle")[row];
  return [Number(circle.getAttribute("cx")), Number(circle.getAttribute("cy"))];
};
const count = (root) => root.querySelectorAll(".points circle").length;

function tool(root, name) {
  if (find(root, ".tools").hidden) action(root, "edit").click();
  const radio = find(root, `.tools input[value="${name}"]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  return root;
}
function pointer(root, type, [x, y], more = {}) {
  const init = { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, button: 0 };
  const event = new PointerEvent(type, { ...init, pointerType: "mouse", ...more });
  find(root, ".plot").dispatchEvent(event);
}
function key(node, name, more = {}) {
  const event = new KeyboardEvent("keydown", {
    ...{ key: name, bubbles: true, cancelable: true },
    ...more,
  });
  node.dispatchEvent(event);
  return event;
}

describe("the tools", () => {
  test("open below the bar with one on, and close again", () => {
    const root = open();
    expect([find(root, ".tools").hidden, root.dataset.tool]).toEqual([true, undefined]);
    action(root, "edit").click();
    expect(action(root, "edit").getAttribute("aria-expanded")).toBe("true");
    expect([find(root, ".tools").hidden, root.dataset.tool]).toEqual([false, "add"]);
    tool(root, "move");
    expect(text(root, ".tools p")).toContain("Drag a point");
    action(root, "edit").click();
    expect([find(root, ".tools").hidden, root.dataset.tool]).toEqual([true, undefined]);
    action(root, "edit").click();
    expect(root.dataset.tool).toBe("move");
  });

  test("are put away by Escape", () => {
    const root = tool(open(), "add");
    key(find(root, ".inspector"), "Escape");
    expect(root.dataset.tool).toBeUndefined();
  });

  test("each have a name, a hint for the hand and one for the keys", () => {
    const root = open();
    const hints = new Set();
    for (const name of ["add", "spray", "move", "delete"]) {
      tool(root, name);
      hints.add(text(root, ".tools p"));
      expect(text(root, ".by-keys")).toMatch(/^Keys: /);
    }
    expect(hints.size).toBe(4);
    expect(text(root, ".tools legend")).toBe("Tool");
  });

  test("are not for cells", () => {
    const root = open({ _film: filmTrait({ cells: true }) });
    action(root, "edit").click();
    expect(find(root, ".tools").hidden).toBe(true);
    expect(action(root, "edit").title).toContain("represents many points");
  });
});

describe("a pointer with a tool", () => {
  test("adds a point where it lets go", () => {
    const root = tool(open(), "add");
    const [x, y] = place(root, 4);
    pointer(root, "pointerdown", [x + 30, y]);
    pointer(root, "pointerup", [x + 30, y]);
    expect(count(root)).toBe(6);
    expect(place(root, 5)[0]).toBeCloseTo(x + 30, 1);
    expect(model.wish.edits).toHaveLength(1);
    expect(text(root, ".story")).toContain("Point added. 6 points now");
  });

  test("moves the point that it took, and the axes wait until it lets go", async () => {
    const root = tool(open(), "move");
    const grid = () => find(root, ".axis").innerHTML;
    const before = grid();
    const [x, y] = place(root, 2);
    pointer(root, "pointermove", [x, y]);
    expect(find(root, ".aim .aimed")).not.toBeNull();
    pointer(root, "pointerdown", [x + 2, y]);
    pointer(root, "pointermove", [x - 158, y + 90]);
    expect(place(root, 2)[0]).toBeCloseTo(x - 160, 1);
    expect(place(root, 2)[1]).toBeCloseTo(y + 90, 1);
    expect(model.wish).toMatchObject({ held: true, edits: [{ op: "move", row: 2 }] });
    expect(grid()).toBe(before);
    pointer(root, "pointerup", [x - 158, y + 90]);
    await model.answer();
    expect(model.wish.held).toBe(false);
  });

  test("takes nothing where there is no point", () => {
    const root = tool(open(), "move");
    const [x, y] = place(root, 4);
    pointer(root, "pointerdown", [x + 60, y]);
    pointer(root, "pointermove", [x + 90, y]);
    pointer(root, "pointerup", [x + 90, y]);
    expect(model.sent).toHaveLength(0);
  });

  test("deletes what it is dragged over", () => {
    const root = tool(open(), "delete");
    const [from, to] = [place(root, 0), place(root, 1)];
    pointer(root, "pointerdown", from);
    expect(count(root)).toBe(4);
    pointer(root, "pointermove", to);
    expect(count(root)).toBe(3);
    pointer(root, "pointerup", to);
    expect(store.snapshot().stroke).toBe(false);
  });

  test("deletes all on the way of a swipe, of which only two places are told", () => {
    const root = tool(open(), "delete");
    // From point 0 over point 1 as far again, where there is none.
    const [from, over] = [place(root, 0), place(root, 1)];
    pointer(root, "pointerdown", from);
    pointer(root, "pointermove", [2 * over[0] - from[0], 2 * over[1] - from[1]]);
    expect(count(root)).toBe(3);
  });

  test("sprays all along a swipe, of which only two places are told", () => {
    const root = tool(open(), "spray");
    const [x, y] = place(root, 0);
    pointer(root, "pointerdown", [x, y]);
    pointer(root, "pointermove", [x + 100, y]);
    pointer(root, "pointermove", [x + 112, y]);
    pointer(root, "pointerup", [x + 112, y]);
    expect(count(root)).toBe(5 + 12 * (1 + 5));
  });

  test("sprays as far as it goes, in blobs that are round on the screen", () => {
    const root = tool(open(), "spray");
    const [x, y] = place(root, 4);
    pointer(root, "pointerdown", [x, y]);
    pointer(root, "pointermove", [x + 10, y]);
    pointer(root, "pointermove", [x + 40, y]);
    pointer(root, "pointerup", [x + 40, y]);
    expect(count(root)).toBe(5 + 24);
    const [{ radius, count: drops }] = model.sent[0].edits;
    expect(drops).toBe(12);
    const shape = geometry(560, [0, 5], [0, 4]);
    expect(radius[0] * shape.sx).toBeCloseTo(radius[1] * shape.sy, 6);
  });

  test("called off, or taken away by the host, leaves everything as it was", () => {
    for (const end of ["pointercancel", "Escape"]) {
      const root = tool(open(), "move");
      const [x, y] = place(root, 2);
      pointer(root, "pointerdown", [x, y]);
      pointer(root, "pointermove", [x - 50, y]);
      if (end === "Escape") key(find(root, ".crosshair input"), end);
      else pointer(root, end, [x - 50, y]);
      expect(place(root, 2)).toEqual([x, y]);
      expect(root.dataset.tool).toBe("move");
      pointer(root, "pointermove", [x - 90, y]);
      expect(place(root, 2)).toEqual([x, y]);
      remove();
      store.destroy();
    }
  });

  test("leaves a mean that was tapped its destination", () => {
    const root = tool(open(), "add");
    const handle = find(root, ".handle");
    for (const type of ["pointerdown", "pointerup"]) {
      handle.dispatchEvent(
        new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: 9, clientY: 9 }),
      );
    }
    expect(text(root, ".hint")).toContain("Tap where mean 1");
    pointer(root, "pointerdown", [200, 100]);
    pointer(root, "pointerup", [200, 100]);
    find(root, ".plot").dispatchEvent(
      new MouseEvent("click", { bubbles: true, clientX: 200, clientY: 100 }),
    );
    expect(count(root)).toBe(5);
    expect(model.wish.seeds).toHaveLength(2);
  });
});

describe("the keyboard with a tool", () => {
  test("moves a crosshair and adds there", () => {
    const root = tool(open(), "add");
    const [across, up] = root.querySelectorAll(".crosshair input");
    const before = across.getAttribute("aria-valuetext");
    key(across, "ArrowUp");
    expect(document.activeElement).toBe(up);
    expect(across.getAttribute("aria-valuetext")).not.toBe(before);
    key(up, "Enter");
    expect(count(root)).toBe(6);
    expect(key(up, "Enter", { shiftKey: true }).defaultPrevented).toBe(false);
  });

  test("has a crosshair to tab to only where it has something to do", () => {
    const root = tool(open(), "delete");
    const stops = () =>
      [...root.querySelectorAll(".crosshair input")].filter(({ tabIndex }) => tabIndex >= 0);
    expect(stops()).toHaveLength(0);
    tool(root, "spray");
    expect(stops()).toHaveLength(1);
  });

  test("deletes the inspected point and goes on with its neighbour", async () => {
    const root = tool(open(), "delete");
    const slider = find(root, ".inspector");
    slider.focus();
    slider.value = "1";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    expect(slider.getAttribute("aria-valuetext")).toMatch(/^Point 1:/);
    key(slider, "Delete");
    expect(model.wish.edits).toEqual([{ id: 1, op: "delete", rows: [1] }]);
    const left = POINTS.filter((_, i) => i !== 1);
    await model.answer({ points: packed(left), _film: filmTrait({ n: 4 }) });
    expect(slider.getAttribute("aria-valuetext")).toMatch(/^Point 3:/);
  });

  test("takes a point, moves it, and lets go: one step", async () => {
    const root = tool(open(), "move");
    const slider = find(root, ".inspector");
    slider.focus();
    slider.value = "0";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const [x, y] = place(root, 0);
    key(slider, "Enter");
    const [across] = root.querySelectorAll(".crosshair input");
    expect(document.activeElement).toBe(across);
    key(across, "ArrowRight");
    expect(place(root, 0)[0]).toBeGreaterThan(x);
    expect(place(root, 0)[1]).toBeCloseTo(y, 1);
    key(across, "Enter");
    expect(store.snapshot().stroke).toBe(false);
    expect(document.activeElement).toBe(slider);
  });
});

describe("undo and redo", () => {
  test("say why there is nothing, and stay focusable", () => {
    const root = open({ _history: { undo: 1, redo: 0 } });
    expect(action(root, "undo").getAttribute("aria-disabled")).toBeNull();
    expect(action(root, "redo").getAttribute("aria-disabled")).toBe("true");
    expect(action(root, "redo").disabled).toBe(false);
    expect(action(root, "redo").title).toBe("There is nothing to redo");
    action(root, "redo").click();
    expect(model.sent).toHaveLength(0);
    action(root, "undo").click();
    expect(model.wish.undo).toBe(1);
  });

  test.each([
    ["z", { ctrlKey: true }, "undo"],
    ["z", { metaKey: true }, "undo"],
    ["Z", { ctrlKey: true, shiftKey: true }, "redo"],
    ["y", { ctrlKey: true }, "redo"],
  ])("%s with %o is %s, and nobody else's", (name, more, what) => {
    const root = open({ _history: { undo: 2, redo: 2 } });
    const outside = vi.fn();
    document.body.addEventListener("keydown", outside);
    const event = key(action(root, "play"), name, more);
    document.body.removeEventListener("keydown", outside);
    expect(model.wish[what]).toBe(1);
    expect(event.defaultPrevented).toBe(true);
    expect(outside).not.toHaveBeenCalled();
  });

  test("leave other keys, and text fields, alone", () => {
    const root = open({ _history: { undo: 2, redo: 2 } });
    const field = find(root, '[data-option="max_iter"]');
    expect(key(field, "z", { ctrlKey: true }).defaultPrevented).toBe(false);
    const play = action(root, "play");
    expect(key(play, "s", { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(key(play, "z", { ctrlKey: true, altKey: true }).defaultPrevented).toBe(false);
    key(play, "z");
    expect(model.sent).toHaveLength(0);
  });
});

describe("the places of things", () => {
  test("a plot suits its data while they have room and fill it", () => {
    const layout = geometry(600, [0, 10], [0, 8]);
    expect(suits(layout, [0, 10], [0, 8])).toBe(true);
    expect(suits(layout, [-0.4, 10.2], [0, 8])).toBe(true);
    expect(suits(layout, [-3, 10], [0, 8])).toBe(false);
    expect(suits(layout, [0, 5], [0, 4])).toBe(false);
  });

  test("outliers go to one corner after the other, outside the data", () => {
    const points = (n) => ({ values: Float64Array.from({ length: 3 * n }, (_, i) => i), n, d: 3 });
    const [one, two] = [outlier(points(4), [0, 2]), outlier(points(5), [0, 2])];
    expect(one[0]).toBeGreaterThan(9);
    expect(one[1]).toBeGreaterThan(11);
    expect(two[0]).toBeLessThan(0);
    expect(two[1]).toBeGreaterThan(14);
  });

  test("a circle on its way meets what is near the way, and near its ends", () => {
    const [xs, ys] = [Float64Array.of(0, 3, 10, 20, 10), Float64Array.of(0, 4, 0, 0, 6)];
    const [from, to] = [
      { x: 0, y: 0 },
      { x: 16, y: 0 },
    ];
    expect(swept(xs, ys, from, from, 5)).toEqual([0, 1]);
    expect(swept(xs, ys, from, from, 4.9)).toEqual([0]);
    expect(swept(xs, ys, from, to, 4)).toEqual([0, 1, 2, 3]);
    expect(swept(xs, ys, to, from, 3.9)).toEqual([0, 2]);
    expect(swept(xs, ys, from, to, 6)).toEqual([0, 1, 2, 3, 4]);
  });
});
