import { describe, expect, test, vi } from "vitest";
import { ellipse, onScreen } from "../src/geometry/ellipse.js";
import { createView } from "../src/view.js";
import { packed } from "./helpers/film.js";
import { filmTrait } from "./helpers/model.js";
import { useWidget } from "./helpers/widget.js";

const widget = useWidget();
let model;
let store;
let remove;
let root;

function open(traits = {}, kinds = undefined) {
  ({ model, store, root, remove } = widget(traits, kinds));
}
function withShapes(traits) {
  open(traits);
  action("shapes").click();
}

const action = (name) => root.querySelector(`[data-action="${name}"]`);
const square = (k, axis) => root.querySelector(`.shaper[data-k="${k}"] [data-axis="${axis}"]`);
const inputs = (k) => [...root.querySelectorAll(`.shaper[data-k="${k}"] input`)];
const handle = (k) => root.querySelector(`.handle[data-k="${k}"]`);
const text = (selector) => root.querySelector(selector).textContent.trim();
const place = (node) => [node.style.left, node.style.top].map(Number.parseFloat);
const middle = (k) => {
  const spot = root.querySelectorAll(".mean .spot")[k];
  return [Number(spot.getAttribute("cx")), Number(spot.getAttribute("cy"))];
};
/** The two-sigma half-axes that are drawn. */
const drawn = (k) =>
  ["rx", "ry"].map((name) => Number(root.querySelectorAll(".two")[k].getAttribute(name)));
function pointer(node, type, x, y, more = {}) {
  const init = { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, button: 0 };
  node.dispatchEvent(new PointerEvent(type, { ...init, pointerType: "mouse", ...more }));
}
function drag(node, dx, dy) {
  pointer(node, "pointerdown", 0, 0);
  pointer(node, "pointermove", dx, dy);
  pointer(node, "pointerup", dx, dy);
}
function key(node, name, more = {}) {
  node.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }),
  );
}
const matrix = ({ a, b, c }) => [
  [a, b],
  [b, c],
];
const covariances = () => store.snapshot().mixture.map(({ covariance }) => matrix(covariance));
const geometryOf = () => {
  const [x, y] = handle(0).querySelectorAll("input");
  const [, top, width, height] = root
    .querySelector(".clip")
    .getAttribute("viewBox")
    .split(" ")
    .map(Number);
  return { sx: width / (x.max - x.min), sy: height / (y.max - y.min), top };
};

describe("the toggle", () => {
  test("puts two squares on every ellipse, and takes them away", () => {
    open();
    expect(action("shapes").getAttribute("aria-pressed")).toBe("false");
    expect(root.querySelectorAll(".square")).toHaveLength(0);
    action("shapes").click();
    expect(action("shapes").getAttribute("aria-pressed")).toBe("true");
    expect(root.querySelectorAll(".square")).toHaveLength(4);
    expect(model.sent).toHaveLength(0);
    action("shapes").click();
    expect(root.querySelectorAll(".square")).toHaveLength(0);
  });

  test("puts them on the two-sigma ellipse, at the ends of its axes", () => {
    withShapes();
    for (const k of [0, 1]) {
      const [x, y] = middle(k);
      const apart = [0, 1].map((axis) => {
        const [left, top] = place(square(k, axis));
        return Math.hypot(left - x, top - y);
      });
      expect(apart[0]).toBeCloseTo(drawn(k)[0], 1);
      expect(apart[1]).toBeCloseTo(drawn(k)[1], 1);
    }
  });

  test("serves all views of a widget", () => {
    open();
    const el = document.createElement("div");
    document.body.append(el);
    const close = createView(el, store);
    action("shapes").click();
    expect(el.querySelectorAll(".square")).toHaveLength(4);
    close();
  });

  test("of many components only the one that is pointed at or focused has squares", () => {
    withShapes({ n_components: 5, _film: filmTrait({ K: 5 }) });
    const shown = () =>
      [...root.querySelectorAll(".shaper")].map((node) => !node.hasAttribute("data-away"));
    expect(shown()).toEqual([true, false, false, false, false]);
    pointer(handle(3), "pointerover", 0, 0);
    expect(shown()).toEqual([false, false, false, true, false]);
    inputs(1)[0].dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    expect(shown()).toEqual([false, true, false, false, false]);
    expect(inputs(4)[0].tabIndex).toBe(0);
  });
});

describe("a drag of a square", () => {
  test("on the long end stretches and turns; the ellipse follows at once", () => {
    withShapes({ cursor: 4 });
    const grip = square(0, 0);
    const [x, y] = middle(0);
    const [left, top] = place(grip);
    const [, short] = drawn(0);
    pointer(grip, "pointerdown", 0, 0);
    pointer(grip, "pointermove", 12, -30);
    expect(place(square(0, 0))[0]).toBeCloseTo(left + 12, 1);
    expect(place(square(0, 0))[1]).toBeCloseTo(top - 30, 1);
    expect(drawn(0)[0]).toBeCloseTo(Math.hypot(left + 12 - x, top - 30 - y), 1);
    expect(drawn(0)[1]).toBeCloseTo(short, 1);
    expect(root.dataset).toMatchObject({ held: "0", cursor: "0" });
    expect(text(".story")).toContain("Shaping component 1.");
    expect(model.wish).toMatchObject({ held: true });
    pointer(grip, "pointerup", 12, -30);
    expect(root.dataset.held).toBeUndefined();
    expect(model.sent.at(-1).seeds).toEqual([
      [0.2, 0.2],
      [1.2, 2.2],
    ]);
  });

  test("asks for the matrices whose ellipses are drawn, in data units", () => {
    withShapes({ cursor: 4 });
    drag(square(0, 0), 20, -25);
    const { sx, sy } = geometryOf();
    const asked = model.sent.at(-1).covariances;
    asked.forEach(([[a, b], [again, c]], k) => {
      expect(again).toBe(b);
      const { rx, ry } = ellipse(onScreen({ a, b, c }, sx, sy));
      expect(2 * rx).toBeCloseTo(drawn(k)[0], 1);
      expect(2 * ry).toBeCloseTo(drawn(k)[1], 1);
    });
    // The other component's is the film's, to the last bit.
    expect(asked[1]).toEqual([
      [3, 0],
      [0, 0.25],
    ]);
  });

  test("on the other end only widens", () => {
    withShapes();
    const [long, short] = drawn(1);
    const [x, y] = middle(1);
    const [left, top] = place(square(1, 1));
    const [u, v] = [(left - x) / short, (top - y) / short];
    drag(square(1, 1), 9 * u + 5 * v, 9 * v - 5 * u);
    expect(drawn(1)[1]).toBeCloseTo(short + 9, 1);
    expect(drawn(1)[0]).toBeCloseTo(long, 1);
  });

  test("keeps hold of its end when it becomes the shorter one", () => {
    withShapes();
    const [x, y] = middle(0);
    const grip = square(0, 0);
    const [left] = place(grip);
    pointer(grip, "pointerdown", 0, 0);
    for (let moved = 0; moved < left - x - 40; moved += 10) {
      pointer(grip, "pointermove", -moved, 0);
      expect(place(square(0, 0))[0]).toBeCloseTo(left - moved, 1);
      expect(place(square(0, 0))[1]).toBeCloseTo(y, 1);
    }
    pointer(grip, "pointerup", 0, 0);
  });

  test("nothing jumps when the answer comes", async () => {
    withShapes({ cursor: 4 });
    drag(square(0, 0), 20, -25);
    const picture = () => [
      root.querySelector(".shapers").innerHTML,
      root.querySelectorAll(".two")[0].outerHTML,
    ];
    const before = picture();
    const asked = model.sent.at(-1);
    const film = filmTrait({ seeds: asked.seeds, covariances: asked.covariances, short: true });
    await model.answer();
    await model.answer({ _film: film, cursor: 0 });
    expect(picture()).toEqual(before);
    expect(root.dataset.busy).toBe("false");
  });

  test("Escape puts all back, and asks for the very start of before", async () => {
    withShapes({ cursor: 4 });
    const before = [root.querySelector(".shapers").innerHTML, drawn(0)];
    const grip = square(0, 0);
    pointer(grip, "pointerdown", 0, 0);
    pointer(grip, "pointermove", 30, -70);
    key(inputs(0)[0], "Escape");
    expect([drawn(0), root.dataset.cursor]).toEqual([before[1], "4"]);
    expect(place(square(0, 0))).toEqual(place(grip));
    await model.answer();
    expect(model.wish).toMatchObject({ cursor: 4 });
    expect("covariances" in model.wish).toBe(false);
    expect(model.wish.seeds).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  test("of less than 4 pixels is a tap, and starts nothing", () => {
    withShapes({ cursor: 4 });
    drag(square(0, 0), 2, 2);
    expect(model.sent).toHaveLength(0);
    expect(text(".hint")).toBe("Tap where the edge of component 1 should be");
  });

  test("takes nothing while the axes are on their way: Python would read it on the old ones", async () => {
    const points = packed([
      [0, 0, 5],
      [1, 1, 6],
      [4, 4, 7],
      [5, 3, 9],
      [2.5, 2, 8],
    ]);
    withShapes({ points, columns: ["a", "b", "c"] });
    store.setAxis(0, 1);
    drag(square(0, 0), 30, 0);
    expect("covariances" in model.wish).toBe(false);
    await model.answer({ axes: [1, 0] });
    drag(square(0, 0), 30, 0);
    expect("covariances" in model.wish).toBe(true);
  });
});

describe("a tiny ellipse", () => {
  const tiny = [
    [
      [1e-8, 0],
      [0, 1e-8],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ];
  test("leaves the mean room to be grabbed, and can be pulled open", () => {
    withShapes({ _film: filmTrait({ covariances: tiny }) });
    const [x, y] = middle(0);
    for (const axis of [0, 1]) {
      const [left, top] = place(square(0, axis));
      expect(Math.hypot(left - x, top - y)).toBeGreaterThan(22 + 11);
    }
    const [left, top] = place(square(0, 0));
    drag(square(0, 0), left - x, top - y);
    expect(drawn(0)[0]).toBeGreaterThan(30);
    expect(drawn(0)[1]).toBeCloseTo(6, 1);
  });
});

describe("a mean that is dragged", () => {
  test("keeps the shapes while they are in hand", () => {
    withShapes({ cursor: 4 });
    const before = covariances();
    pointer(handle(1), "pointerdown", 0, 0);
    pointer(handle(1), "pointermove", 40, -20);
    expect(model.wish.covariances).toEqual(before);
    expect(covariances()).toEqual(before);
    pointer(handle(1), "pointerup", 40, -20);
    expect(covariances()).toEqual(before);
    expect(root.dataset.cursor).toBe("0");
  });

  test("resets them otherwise, also those that were just asked for", async () => {
    withShapes({ cursor: 4 });
    drag(square(0, 0), 20, -25);
    action("shapes").click();
    drag(handle(1), 40, -20);
    await model.answer();
    expect(model.wish.seeds).toBeDefined();
    expect("covariances" in model.wish).toBe(false);
  });
});

describe("Reset shapes", () => {
  test("asks for those that the means stand for, and looks at the start", () => {
    open({ cursor: 4 });
    action("reset-shapes").click();
    expect(model.wish).toMatchObject({ covariances: "default", cursor: 0 });
    expect(root.dataset.cursor).toBe("0");
  });
});

describe("tap and tap", () => {
  test("puts the end of an axis in a place", () => {
    withShapes();
    const [x, y] = middle(0);
    drag(square(0, 0), 0, 0);
    expect(square(0, 0).hasAttribute("data-picked")).toBe(true);
    root
      .querySelector(".plot")
      .dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: x + 90, clientY: y - 120 }));
    expect(drawn(0)[0]).toBeCloseTo(150, 1);
    expect(place(square(0, 0))[0]).toBeCloseTo(x + 90, 1);
    expect(root.querySelector(".hint").hidden).toBe(true);
    expect(root.dataset.held).toBeUndefined();
  });

  test("is called off by another tap, by Escape, and by a tap on a mean", () => {
    withShapes();
    const hint = () => text(".hint");
    drag(square(0, 0), 0, 0);
    drag(square(0, 0), 0, 0);
    expect(hint()).toBe("");
    drag(square(0, 0), 0, 0);
    key(inputs(0)[0], "Escape");
    expect(hint()).toBe("");
    drag(square(0, 1), 0, 0);
    drag(handle(1), 0, 0);
    expect(hint()).toBe("Tap where mean 2 should go");
    drag(square(0, 1), 0, 0);
    expect(hint()).toBe("Tap where the edge of component 1 should be");
    expect(handle(1).hasAttribute("data-picked")).toBe(false);
    expect(model.sent).toHaveLength(0);
  });
});

describe("the keyboard", () => {
  test("has one stop a component, with sliders that say length, width and rotation", () => {
    withShapes();
    const [length, width, rotation] = inputs(1);
    expect(inputs(1).map((node) => node.tabIndex)).toEqual([0, -1, -1]);
    expect(inputs(1).map((node) => node.getAttribute("aria-label"))).toEqual([
      "Length of component 2",
      "Width of component 2",
      "Rotation of component 2",
    ]);
    expect(length.getAttribute("aria-valuetext")).toMatch(/^standard deviation 1\.0+$/);
    expect(width.getAttribute("aria-valuetext")).toMatch(/^standard deviation 0\.50*$/);
    expect(rotation.getAttribute("aria-valuetext")).toBe("0 degrees");
  });

  test("arrows change length and width, the page keys turn, Shift does it ten times", () => {
    withShapes();
    const [length, width, rotation] = inputs(0);
    const value = (node) => Number(node.value);
    const [from, across] = [value(length), value(width)];
    key(length, "ArrowUp");
    expect(value(length) - from).toBeCloseTo(0.005 * Number(length.max), 6);
    key(length, "ArrowUp", { shiftKey: true });
    expect(value(length) - from).toBeCloseTo(0.055 * Number(length.max), 6);
    key(length, "ArrowLeft");
    expect(value(width) - across).toBeCloseTo(-0.005 * Number(width.max), 6);
    expect([length.tabIndex, width.tabIndex]).toEqual([-1, 0]);
    key(width, "PageUp", { shiftKey: true });
    expect(value(rotation)).toBeCloseTo(10, 6);
    key(rotation, "PageDown");
    expect(rotation.getAttribute("aria-valuetext")).toBe("9 degrees");
    key(rotation, "End");
    expect(Math.abs(value(rotation))).toBeCloseTo(90, 6);
    key(rotation, "Home");
    expect(value(rotation)).toBeCloseTo(0, 6);
    expect(root.dataset.held).toBe("0");
    vi.advanceTimersByTime(3000);
    expect(root.dataset.held).toBeUndefined();
  });

  test("turns anticlockwise with Page Up: the covariance of an upright axis system is positive", () => {
    withShapes();
    key(inputs(0)[0], "PageUp", { shiftKey: true });
    const [[, b]] = model.wish.covariances[0];
    expect(b).toBeGreaterThan(0);
  });

  test("Escape puts back what it did", () => {
    withShapes({ cursor: 2 });
    const before = drawn(0);
    key(inputs(0)[0], "ArrowUp", { shiftKey: true });
    expect(drawn(0)).not.toEqual(before);
    key(inputs(0)[0], "Escape");
    expect([drawn(0), root.dataset.cursor]).toEqual([before, "2"]);
  });

  test("works for a screen reader that sets a value itself", () => {
    withShapes();
    const [, , rotation] = inputs(1);
    rotation.value = "30";
    rotation.dispatchEvent(new Event("input", { bubbles: true }));
    expect(rotation.getAttribute("aria-valuetext")).toBe("30 degrees");
  });
});

test("a view without ellipses, or with a mixture of its own, has no squares", () => {
  for (const look of [{ without: ["ellipses"] }, { without: ["means"] }, { mixture: [] }]) {
    const kind = { name: "em", label: "EM", hasData: false };
    open({}, [{ ...kind, create: () => ({ panel: [], update: () => look, destroy() {} }) }]);
    action("shapes").click();
    expect(root.querySelectorAll(".square")).toHaveLength(0);
    remove();
    store.destroy();
  }
});
