import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PALETTE } from "../src/geometry/colour.js";
import factory from "../src/index.js";
import { toyFilm } from "./helpers/film.js";
import { field, one } from "./helpers/find.js";
import { FRAME, fakeModel, filmTrait } from "./helpers/model.js";

let model;
let widget;
let leave;
let roots;
let cleanups;

/** Open a widget with some views, as anywidget does. @returns {HTMLElement}  the first */
function open(traits = {}, views = 1) {
  model = fakeModel(traits);
  widget = factory();
  leave = widget.initialize({ model });
  cleanups = [];
  roots = Array.from({ length: views }, () => {
    const el = document.createElement("div");
    document.body.append(el);
    cleanups.push(widget.render({ model, el }));
    return one(el, ".gmm");
  });
  return roots[0];
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const clean of cleanups) clean();
  leave();
  document.body.replaceChildren();
  vi.useRealTimers();
});

const text = (root, selector) => root.querySelector(selector).textContent.trim();
const action = (root, name) => root.querySelector(`[data-action="${name}"]`);
const handle = (root, k) => root.querySelector(`.handle[data-k="${k}"]`);
const fills = (root) =>
  [...root.querySelectorAll(".points circle")].map((c) => c.getAttribute("fill"));
const middle = (root, k) => {
  const spot = root.querySelectorAll(".mean .spot")[k];
  return [Number(spot.getAttribute("cx")), Number(spot.getAttribute("cy"))];
};

function pointer(node, type, x, y, more = {}) {
  const init = { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, button: 0 };
  node.dispatchEvent(new PointerEvent(type, { ...init, pointerType: "mouse", ...more }));
}
const click = (node, x, y) =>
  node.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: x, clientY: y }));
function key(node, name, more = {}) {
  const event = new KeyboardEvent("keydown", {
    key: name,
    bubbles: true,
    cancelable: true,
    ...more,
  });
  node.dispatchEvent(event);
  return event;
}
const keyup = (node, name) =>
  node.dispatchEvent(new KeyboardEvent("keyup", { key: name, bubbles: true }));

describe("a view", () => {
  test("tells the start: title, sentence, numbers, grey points, every mean", () => {
    const root = open();
    expect(text(root, "h3")).toBe("Finding two Gaussians with EM");
    expect(text(root, ".story")).toBe("Start. No point has been assigned yet. Next: E-step.");
    expect(text(root, ".ll")).toBe("−100.0");
    expect(text(root, ".iteration")).toBe("Iteration 0 / 25");
    expect(text(root, ".k-value")).toBe("2");
    expect(new Set(fills(root)).size).toBe(1);
    expect([...root.querySelectorAll(".mean-n")].map((n) => n.textContent)).toEqual(["1", "2"]);
    expect([text(root, ".x-name"), text(root, ".y-name")]).toEqual(["width", "height"]);
    expect(root.dataset).toMatchObject({ cursor: "0", busy: "false", scheme: "light" });
  });

  test("has one live region, one region name, and an image with a summary", () => {
    const root = open();
    expect(root.querySelectorAll('[role="status"], [aria-live]')).toHaveLength(1);
    expect(root.getAttribute("aria-label")).toBe("Gaussian mixture explorer");
    expect(root.querySelector('svg[role="img"].front').getAttribute("aria-label")).toContain(
      "5 points, width by height, with 2 Gaussian ellipses",
    );
  });

  test("uses no ids, and works inside a shadow root", () => {
    open();
    const host = document.createElement("div");
    document.body.append(host);
    const el = document.createElement("div");
    host.attachShadow({ mode: "open" }).append(el);
    cleanups.push(widget.render({ model, el }));
    expect(el.querySelector(".story").textContent).toContain("Start.");
    expect(el.querySelectorAll("[id]")).toHaveLength(0);
  });

  test("waits in words for the first film", () => {
    const root = open({ _film: new DataView(new ArrayBuffer(0)) });
    expect(text(root, ".story")).toBe("Waiting for the first fit from Python.");
  });

  test("shows an error as an alert, and takes it away again", async () => {
    const root = open({ _error: "points must be finite" });
    expect(text(root, '[role="alert"]')).toBe("points must be finite");
    expect(one(root, '[role="alert"]').hidden).toBe(false);
    await model.receive({ _error: "" });
    expect(one(root, '[role="alert"]').hidden).toBe(true);
  });

  test("follows the theme trait", async () => {
    const root = open({ theme: "dark" });
    expect(root.dataset.scheme).toBe("dark");
    await model.receive({ theme: "light" });
    expect(root.dataset.scheme).toBe("light");
  });

  test("says that it waits when Python is busy, and plays on", () => {
    const root = open();
    action(root, "e-step").click();
    vi.advanceTimersByTime(3000);
    expect(one(root, ".notice").hidden).toBe(true);
    action(root, "add").click();
    expect(text(root, ".notice")).toContain(
      "Python is busy or disconnected; your last change is pending.",
    );
    action(root, "e-step").click();
    expect(root.dataset.cursor).toBe("1");
  });
});

describe("steps", () => {
  test("E colours the points, M moves the Gaussians, and back is the same picture", () => {
    const root = open();
    const drawing = () => root.querySelector(".layers").innerHTML;
    const start = drawing();
    action(root, "e-step").click();
    expect(new Set(fills(root)).size).toBe(1);
    expect(fills(root)[0]).not.toBe(PALETTE.light[0]);
    expect(text(root, ".story")).toContain("E-step, iteration 1.");
    const coloured = fills(root);
    const [x] = middle(root, 0);
    action(root, "m-step").click();
    expect(fills(root)).toEqual(coloured);
    expect(middle(root, 0)[0]).toBeGreaterThan(x);
    expect(text(root, ".dll")).toBe("+10.0 in iteration 1");
    action(root, "back").click();
    action(root, "back").click();
    expect(drawing()).toBe(start);
  });

  test("one button takes both steps, and says which is next", () => {
    const root = open();
    const step = action(root, "e-step");
    const shown = () => step.querySelector("span").textContent;
    expect([shown(), step.title]).toEqual(["E-step", expect.stringContaining("Expectation")]);
    step.click();
    expect(action(root, "m-step")).toBe(step);
    expect([shown(), step.title]).toEqual(["M-step", expect.stringContaining("Maximisation")]);
    for (let cursor = 1; cursor < 6; cursor++) step.click();
    expect(root.dataset.cursor).toBe("6");
    expect(step.disabled).toBe(false);
    expect(step.getAttribute("aria-disabled")).toBe("true");
    step.click();
    expect(root.dataset.cursor).toBe("6");
  });

  test("one key goes on, with Shift back, wherever the focus is; not where a letter is typed", () => {
    const root = open();
    key(root.querySelector(".timeline"), "s");
    key(handle(root, 0).querySelector("input"), "s");
    expect(root.dataset.cursor).toBe("2");
    key(action(root, "add"), "S", { shiftKey: true });
    expect(root.dataset.cursor).toBe("1");
    key(root.querySelector("[data-option=max_iter]"), "s");
    key(root.querySelector("[data-option=covariance_type]"), "s");
    key(action(root, "add"), "s", { ctrlKey: true });
    expect(root.dataset.cursor).toBe("1");
  });

  test("a button goes to the end, and another to the start", () => {
    const root = open();
    action(root, "to-end").click();
    expect(root.dataset.cursor).toBe("6");
    expect(action(root, "to-end").getAttribute("aria-disabled")).toBe("true");
    action(root, "to-start").click();
    expect(root.dataset.cursor).toBe("0");
  });

  test("the timeline scrubs, and says where it is", () => {
    const root = open();
    const timeline = field(root, ".timeline");
    timeline.value = "5";
    timeline.dispatchEvent(new Event("input", { bubbles: true }));
    expect(root.dataset.cursor).toBe("5");
    expect(timeline.getAttribute("aria-valuetext")).toBe("Iteration 3, after E-step");
  });

  test("a click on the curve jumps to that iteration", () => {
    const root = open();
    const curve = root.querySelector(".curve");
    curve.getBoundingClientRect = () => new DOMRect(0, 0, 292, 100);
    click(curve, 190, 20);
    expect(root.dataset.cursor).toBe("4");
  });

  test("the live region is quiet while playing", () => {
    const root = open();
    const story = root.querySelector(".story");
    action(root, "play").click();
    expect(story.getAttribute("aria-live")).toBe("off");
    expect(text(root, '[data-action="play"]')).toBe("Pause");
    action(root, "play").click();
    expect(story.getAttribute("aria-live")).toBe("polite");
  });

  test("the stepper wishes for one more", () => {
    const root = open();
    action(root, "add").click();
    expect(model.wish).toMatchObject({ n_components: 3 });
    expect(text(root, ".k-value")).toBe("3");
  });
});

describe("a drag by pointer", () => {
  test("moves the mean with the pointer, and lets go where it is", () => {
    const root = open({ cursor: 4 });
    const grip = handle(root, 1);
    const [x, y] = middle(root, 1);
    pointer(grip, "pointerdown", 500, 300);
    pointer(grip, "pointermove", 530, 260);
    expect(middle(root, 1)[0]).toBeCloseTo(x + 30, 1);
    expect(middle(root, 1)[1]).toBeCloseTo(y - 40, 1);
    expect(root.dataset.held).toBe("1");
    expect(model.wish.held).toBe(true);
    expect(root.querySelector(".story").getAttribute("aria-live")).toBe("off");
    pointer(grip, "pointerup", 530, 260);
    expect(root.dataset.held).toBeUndefined();
    expect(root.dataset.cursor).toBe("0");
    expect(root.querySelector(".story").getAttribute("aria-live")).toBe("polite");
  });

  test("of less than 4 pixels is a click, and starts nothing", () => {
    const root = open({ cursor: 4 });
    const grip = handle(root, 0);
    pointer(grip, "pointerdown", 100, 100);
    pointer(grip, "pointermove", 102, 102);
    pointer(grip, "pointerup", 102, 102);
    expect(model.sent).toHaveLength(0);
    expect(root.dataset.cursor).toBe("4");
  });

  test("ends at the edge of the plot", () => {
    const root = open();
    pointer(handle(root, 0), "pointerdown", 0, 0);
    pointer(handle(root, 0), "pointermove", -5000, 5000);
    const [x, y] = middle(root, 0);
    const [, , width, height] = root.querySelector(".front").getAttribute("viewBox").split(" ");
    expect(x).toBe(0);
    expect(y).toBeLessThanOrEqual(Number(height));
    expect(Number(width)).toBeGreaterThan(0);
    pointer(handle(root, 0), "pointerup", -5000, 5000);
  });

  test("Escape puts all back", () => {
    const root = open({ cursor: 4 });
    const before = middle(root, 1);
    const grip = handle(root, 1);
    pointer(grip, "pointerdown", 0, 0);
    pointer(grip, "pointermove", 50, 50);
    key(grip.querySelector("input"), "Escape");
    expect(root.dataset.cursor).toBe("4");
    expect(middle(root, 1)).toEqual(before);
    pointer(grip, "pointermove", 90, 90);
    expect(middle(root, 1)).toEqual(before);
  });

  test("the right button and a second finger take nothing", () => {
    const root = open();
    pointer(handle(root, 0), "pointerdown", 0, 0, { button: 2 });
    pointer(handle(root, 0), "pointermove", 50, 0);
    expect(model.sent).toHaveLength(0);
    pointer(handle(root, 0), "pointerdown", 0, 0);
    pointer(handle(root, 1), "pointerdown", 0, 0, { pointerId: 2 });
    pointer(handle(root, 1), "pointermove", 90, 0, { pointerId: 2 });
    expect(model.sent).toHaveLength(0);
  });
});

describe("handles that are hard to reach", () => {
  const at = (root, k) =>
    [handle(root, k).style.left, handle(root, k).style.top].map(Number.parseFloat);

  test("two in the same place are drawn apart, and both move from where their mean is", () => {
    const seeds = [
      [2, 2],
      [2, 2],
    ];
    const root = open({ _film: filmTrait({ seeds }) });
    const [a, b] = [at(root, 0), at(root, 1)];
    expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(24);
    expect(middle(root, 0)).toEqual(middle(root, 1));
    const [x] = middle(root, 0);
    pointer(handle(root, 0), "pointerdown", 0, 0);
    pointer(handle(root, 0), "pointermove", 40, 0);
    expect(middle(root, 0)[0]).toBeCloseTo(x + 40, 1);
  });

  test("one beyond the plot waits at its edge", () => {
    const seeds = [
      [-500, 2],
      [1, 2],
    ];
    const root = open({ _film: filmTrait({ seeds }) });
    expect(at(root, 0)[0]).toBeGreaterThan(0);
    pointer(handle(root, 0), "pointerdown", 0, 0);
    pointer(handle(root, 0), "pointermove", 40, 0);
    expect(middle(root, 0)[0]).toBeCloseTo(40, 1);
    pointer(handle(root, 0), "pointerup", 40, 0);
  });
});

describe("work under way", () => {
  const work = (root) => root.querySelector(".work");

  test("is shown once it lasts: what, how far, and a way to stop it", async () => {
    const root = open();
    action(root, "add").click();
    await model.hear({ done: 1, total: 4 });
    expect(work(root).hidden).toBe(true);
    // The message was drawn with the next frame.
    vi.advanceTimersByTime(149 - FRAME);
    expect(work(root).hidden).toBe(true);
    vi.advanceTimersByTime(1 + FRAME);
    expect(work(root).hidden).toBe(false);
    expect([text(root, ".work .what"), text(root, ".work .share")]).toEqual([
      "Fitting 5 points",
      "25%",
    ]);
    expect(field(root, ".work progress").value).toBe(0.25);
    await model.hear({ done: 3 });
    expect(field(root, ".work progress").value).toBe(0.75);
    await model.answer({ _progress: {}, n_components: 3, _film: filmTrait({ K: 3 }) });
    expect(work(root).hidden).toBe(true);
  });

  test("that is over at once is not shown at all, and leaves no timer", async () => {
    const root = open();
    action(root, "add").click();
    await model.hear();
    await model.answer({ _progress: {} });
    vi.advanceTimersByTime(1000);
    expect(work(root).hidden).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is said once in the one live region, not at each percent", async () => {
    const root = open();
    const story = root.querySelector(".story");
    const said = [];
    const saw = new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const { textContent } of addedNodes) said.push(textContent);
    });
    saw.observe(story, { childList: true, subtree: true, characterData: true });
    for (let done = 1; done < 9; done++) {
      await model.receive({ _progress: { client: "", n: 0, done, total: 9, what: "Mapping" } });
      vi.advanceTimersByTime(150);
    }
    await Promise.resolve();
    saw.disconnect();
    expect(said).toEqual(["Mapping"]);
    expect(root.querySelectorAll('[role="status"], [aria-live]')).toHaveLength(1);
  });

  test("without a known end has a bar without a value", async () => {
    const root = open();
    await model.receive({ _progress: { client: "", n: 0, done: 0, total: 0, what: "Mapping" } });
    vi.advanceTimersByTime(150);
    expect(root.querySelector(".work progress").hasAttribute("value")).toBe(false);
    expect(text(root, ".work .share")).toBe("");
  });

  test("Stop forgets what was asked for: the shown fit stays", async () => {
    const root = open({ cursor: 4 });
    action(root, "add").click();
    await model.hear();
    vi.advanceTimersByTime(150);
    expect([text(root, ".k-value"), root.dataset.cursor]).toEqual(["3", "0"]);
    action(root, "stop").click();
    expect(model.wish).toEqual({ client: expect.any(String), n: 2, stop: true });
    expect([text(root, ".k-value"), root.dataset.cursor]).toEqual(["2", "4"]);
    expect(action(root, "stop").getAttribute("aria-disabled")).toBe("true");
    action(root, "stop").click();
    expect(model.sent).toHaveLength(2);
    await model.answer({ _progress: {} });
    expect(work(root).hidden).toBe(true);
    expect(root.dataset.busy).toBe("false");
  });

  test("Stop does not take back where one looks", async () => {
    const root = open();
    action(root, "e-step").click();
    await model.receive({ _progress: { client: "", n: 0, done: 1, total: 9, what: "Mapping" } });
    vi.advanceTimersByTime(150);
    action(root, "stop").click();
    expect(root.dataset.cursor).toBe("1");
    await model.answer({ _progress: {} });
    expect(model.wish).toMatchObject({ cursor: 1 });
  });
});

describe("a mean in the hand", () => {
  /** @param {number} T  steps of the fit that Python answers with */
  async function held(T) {
    const root = open();
    const grip = handle(root, 0);
    pointer(grip, "pointerdown", 10, 10);
    pointer(grip, "pointermove", 60, 40);
    const { seeds } = model.wish;
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds, T }) });
    return root;
  }

  test("is told of the colours and the outlines that are there", async () => {
    expect(text(await held(3), ".story")).toContain("The colours are this start's first E-step");
  });

  test("is told so where EM would take no step, and speaks of no colours", async () => {
    const said = text(await held(0), ".story");
    expect(said).toContain("From here EM would stop before its first step.");
    expect(said).not.toContain("colours");
  });
});

describe("tap and tap", () => {
  test("moves a mean without dragging", () => {
    const root = open();
    const grip = handle(root, 1);
    pointer(grip, "pointerdown", 10, 10);
    pointer(grip, "pointerup", 10, 10);
    expect(text(root, ".hint")).toBe("Tap where mean 2 should go");
    click(root.querySelector(".plot"), 200, 150);
    expect(middle(root, 1)).toEqual([200, 150]);
    expect(one(root, ".hint").hidden).toBe(true);
    expect(model.sent.at(0)).toMatchObject({ n: 1 });
    expect(root.dataset.held).toBeUndefined();
  });

  test("a second tap on the same mean, or Escape, calls it off", () => {
    const root = open();
    const tap = () => {
      pointer(handle(root, 1), "pointerdown", 10, 10);
      pointer(handle(root, 1), "pointerup", 10, 10);
    };
    tap();
    tap();
    expect(one(root, ".hint").hidden).toBe(true);
    tap();
    key(handle(root, 1).querySelector("input"), "Escape");
    expect(one(root, ".hint").hidden).toBe(true);
    expect(model.sent).toHaveLength(0);
  });
});

describe("a move by keyboard", () => {
  const input = (root, k, axis = 0) => handle(root, k).querySelectorAll("input")[axis];
  const domain = (node) => Number(node.max) - Number(node.min);
  const seed = (k) => model.wish.seeds[k];

  test("takes 0.5 % of the axis, ten times that with Shift", () => {
    const root = open();
    const x = input(root, 0);
    key(x, "ArrowRight");
    expect(seed(0)[0]).toBeCloseTo(0.005 * domain(x), 9);
    key(x, "ArrowRight", { shiftKey: true });
    expect(Number(middle(root, 0)[0])).toBeGreaterThan(0);
    keyup(x, "ArrowRight");
    vi.advanceTimersByTime(800);
    const wished = Number(x.getAttribute("aria-valuetext").match(/x (\S+),/)[1]);
    expect(wished).toBeCloseTo(0.055 * domain(x), 2);
  });

  test("goes up by Up and by PageUp, and to the ends by Home and End", () => {
    const root = open();
    const y = input(root, 0, 1);
    key(y, "PageUp");
    expect(seed(0)[1]).toBeCloseTo(0.05 * domain(y), 9);
    expect(input(root, 0, 0).tabIndex).toBe(-1);
    expect(y.tabIndex).toBe(0);
    key(y, "Home");
    expect(text(root, ".story")).toContain("Moving mean 1.");
  });

  test("is dropped when the keys rest, or when the focus leaves", () => {
    const root = open();
    key(input(root, 0), "ArrowLeft");
    expect(root.dataset.held).toBe("0");
    keyup(input(root, 0), "ArrowLeft");
    vi.advanceTimersByTime(800);
    expect(root.dataset.held).toBeUndefined();
    key(input(root, 0), "ArrowLeft");
    input(root, 0).dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    expect(root.dataset.held).toBeUndefined();
  });

  test("is put back by Escape", () => {
    const root = open({ cursor: 2 });
    const before = middle(root, 0);
    key(input(root, 0), "ArrowLeft");
    key(input(root, 0), "Escape");
    expect(middle(root, 0)).toEqual(before);
    expect(root.dataset.cursor).toBe("2");
  });

  test("works for a screen reader that sets the value itself", () => {
    const root = open();
    const y = input(root, 1, 1);
    const was = Number(y.value);
    y.value = String(was - 10 * Number(y.step));
    const by = Number(y.value) - was;
    y.dispatchEvent(new Event("input", { bubbles: true }));
    expect(seed(1)[1]).toBeCloseTo(2 + by, 9);
  });

  test("every mean is one tab stop with two sliders that say x and y", () => {
    const root = open();
    const both = [...handle(root, 1).querySelectorAll("input")];
    expect(both.map((node) => node.tabIndex)).toEqual([0, -1]);
    expect(both.map((node) => node.getAttribute("aria-roledescription"))).toEqual([
      "2D slider",
      "2D slider",
    ]);
    expect(both[0].getAttribute("aria-valuetext")).toMatch(/^x 1\.0+, y 2\.0+$/);
  });
});

describe("keys and the notebook", () => {
  const heard = (name, more) => {
    const root = open();
    const outside = vi.fn();
    root.parentElement.addEventListener("keydown", outside);
    key(action(root, "e-step"), name, more);
    return outside.mock.calls.length > 0;
  };
  test("arrows, letters and Enter stay inside", () => {
    for (const name of ["ArrowDown", "m", "Enter", " "]) expect(heard(name)).toBe(false);
  });
  test("Shift+Enter, Ctrl and Cmd combinations, Tab and Escape go through", () => {
    expect(heard("Enter", { shiftKey: true })).toBe(true);
    expect(heard("s", { ctrlKey: true })).toBe(true);
    expect(heard("s", { metaKey: true })).toBe(true);
    expect(heard("Tab")).toBe(true);
    expect(heard("Escape")).toBe(true);
  });
  test("a notebook that listens first is told which keys are the widget's", () => {
    const root = open();
    const told = (name, more) => {
      let found = false;
      const first = (event) => {
        found = event.target.hasAttribute("data-lm-suppress-shortcuts");
      };
      document.addEventListener("keydown", first, true);
      key(action(root, "e-step"), name, more);
      document.removeEventListener("keydown", first, true);
      return found;
    };
    for (const name of ["ArrowDown", "m", "Enter"]) expect(told(name)).toBe(true);
    expect(told("ArrowUp", { shiftKey: true })).toBe(true);
    expect(told("z", { ctrlKey: true })).toBe(true);
    expect(told("Enter", { shiftKey: true })).toBe(false);
    expect(told("s", { ctrlKey: true })).toBe(false);
    expect(told("Tab")).toBe(false);
  });
});

describe("who made this point?", () => {
  const at = (root, row) => {
    const circle = root.querySelectorAll(".points circle")[row];
    return [Number(circle.getAttribute("cx")), Number(circle.getAttribute("cy"))];
  };
  const card = (root) => [...root.querySelectorAll(".note text")].map((t) => t.textContent);

  test("answers on hover", () => {
    const root = open({ cursor: 1 });
    const plot = root.querySelector(".plot");
    pointer(plot, "pointermove", ...at(root, 3));
    expect(card(root)).toEqual([
      ...["Where does this point come from?", "x 5.000, y 3.000"],
      ...["1", "25%", "2", "75%"],
    ]);
    expect(root.querySelectorAll(".thread")).toHaveLength(2);
    pointer(plot, "pointerleave", 0, 0);
    expect(card(root)).toEqual([]);
  });

  test("stays after a tap, follows the steps, and closes with Escape", () => {
    const root = open({ cursor: 1 });
    click(root.querySelector(".plot"), ...at(root, 3));
    action(root, "m-step").click();
    action(root, "e-step").click();
    expect(card(root)).toContain("50%");
    key(action(root, "m-step"), "Escape");
    expect(card(root)).toEqual([]);
  });

  test("is one slider for the keyboard, from left to right", () => {
    const root = open({ cursor: 1 });
    const slider = field(root, ".inspector");
    slider.value = "4";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    expect(slider.getAttribute("aria-valuetext")).toBe(
      "Point 3: 75% component 2, 25% component 1; x 5.000, y 3.000",
    );
    expect(root.querySelectorAll(".points [tabindex]")).toHaveLength(0);
  });

  test("nobody knows before the first E-step", () => {
    const root = open();
    click(root.querySelector(".plot"), ...at(root, 0));
    expect(card(root)).toEqual([
      ...["Where does this point come from?", "x 0.000, y 0.000"],
      ...["Not known yet:", "take an E-step."],
    ]);
    expect(model.sent.some((wish) => "inspected" in wish)).toBe(false);
  });

  const formula = {
    ...{ iteration: 1, weights: [0.4, 0.6], power: -5, densities: [2.5, 7], products: [1, 4.2] },
    ...{ total: 5.2, shares: [0.1923, 0.8077] },
  };

  test("asks Python for the formula, and shows it with its numbers", async () => {
    const root = open({ cursor: 1 });
    pointer(root.querySelector(".plot"), "pointermove", ...at(root, 3));
    expect(model.wish).toMatchObject({ inspected: 3 });
    await model.answer({ _inspected: { row: 3, ...formula } });
    const lines = card(root).slice(2);
    expect(lines[0]).toBe("weight × density, in 10⁻⁵");
    expect(lines).toEqual(
      expect.arrayContaining(["0.40 × 2.50", "= 1.00", "19%", "0.60 × 7.00", "= 4.20", "81%"]),
    );
    expect(lines.slice(-4)).toEqual(["sum", "5.20", "2", "4.20 ÷ 5.20 = 81%"]);
  });

  test("can be asked of a place where no point is: by a tap, and again to close", async () => {
    const root = open({ cursor: 1 });
    const [x, y] = at(root, 0);
    click(root.querySelector(".plot"), x + 40, y - 40);
    const { inspected } = model.wish;
    expect(inspected).toHaveLength(2);
    expect(card(root)).toContain("Where would a point here come from?");
    await model.answer({ _inspected: { place: inspected, ...formula } });
    expect(card(root)).toContain("4.20 ÷ 5.20 = 81%");
    click(root.querySelector(".plot"), x + 41, y - 41);
    expect(card(root)).toEqual([]);
  });

  test("can be asked of any place with the keyboard, from a point on", async () => {
    const root = open({ cursor: 1 });
    const slider = field(root, ".inspector");
    slider.focus();
    slider.value = "2";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    key(slider, "Enter");
    await model.answer();
    const crosshair = root.querySelector(".crosshair");
    expect(crosshair.contains(document.activeElement)).toBe(true);
    const before = model.wish.inspected;
    key(document.activeElement, "ArrowRight");
    await model.answer({ _inspected: { place: before, ...formula } });
    expect(model.wish.inspected[0]).toBeGreaterThan(before[0]);
    await model.answer({ _inspected: { place: model.wish.inspected, ...formula } });
    expect(document.activeElement.getAttribute("aria-valuetext")).toContain("81% component 2");
    key(document.activeElement, "Escape");
    expect(document.activeElement).toBe(slider);
  });
});

describe("weighted points", () => {
  const weights = Float64Array.of(1, 4, 1, 1, 1203);
  const weighted = (more) => ({
    cursor: 1,
    sample_weight: { shape: [5], data: new DataView(weights.buffer) },
    _film: filmTrait({ total: 1210, ...more }),
  });
  const radii = (root) =>
    [...root.querySelectorAll(".points circle")].map((c) => Number(c.getAttribute("r")));

  test("are drawn by weight, and drawn anew when only the weights change", async () => {
    const root = open(weighted());
    const [one, four, , , most] = radii(root);
    expect(four).toBeLessThan(most);
    expect(one).toBeLessThanOrEqual(four);
    await model.receive({ sample_weight: null, _film: filmTrait() });
    expect(new Set(radii(root)).size).toBe(1);
  });

  test("are counted and inspected as cells where they are cells", () => {
    const root = open(weighted({ cells: true }));
    expect(text(root, ".undecided")).toContain("of 1\u2009210");
    expect(root.querySelector(".front").getAttribute("aria-label")).toContain(
      "1\u2009210 points in 5 cells",
    );
    const slider = field(root, ".inspector");
    slider.value = "4";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    expect(slider.getAttribute("aria-valuetext")).toContain("Cell 3 (1 point): ");
  });
});

describe("a collapse", () => {
  test("warns, rings the point, and marks the component in the table", () => {
    const root = open({
      cursor: 6,
      _film: filmTrait({
        ...{ status: "collapsed", component: 1, point: 3 },
        narrowing: {
          component: 1,
          collapsed: true,
          widths: Array(4).fill([1, 1]),
          rows: [3],
          held: 1,
          law: 2.3,
        },
      }),
    });
    expect(one(root, ".story").dataset.tone).toBe("warn");
    expect(root.querySelectorAll(".ring circle")).toHaveLength(1);
    action(root, "back").click();
    expect(one(root, ".story").dataset.tone).toBeUndefined();
    expect(root.querySelectorAll(".ring circle")).toHaveLength(0);
  });
});

describe("two views of one widget", () => {
  test("stay together, each with its own inspected point", () => {
    const root = open({ cursor: 1 }, 2);
    const [, other] = roots;
    action(root, "m-step").click();
    expect(other.dataset.cursor).toBe("2");
    pointer(root.querySelector(".plot"), "pointermove", 0, 0);
    click(root.querySelector(".plot"), 30, 30);
    expect(other.querySelectorAll(".note text")).toHaveLength(0);
    pointer(handle(root, 0), "pointerdown", 0, 0);
    pointer(handle(root, 0), "pointermove", 60, 0);
    expect(middle(other, 0)).toEqual(middle(root, 0));
  });

  test("through the wrapped models that hosts make for each view", () => {
    const root = open();
    const el = document.createElement("div");
    document.body.append(el);
    cleanups.push(widget.render({ model: { ...model, get: model.get }, el }));
    action(root, "e-step").click();
    expect(one(el, ".gmm").dataset.cursor).toBe("1");
  });

  test("the other lives on when one is closed", async () => {
    open({}, 2);
    cleanups[0]();
    await model.receive({ cursor: 5 });
    expect(roots[1].dataset.cursor).toBe("5");
    expect(roots[0].isConnected).toBe(false);
  });
});

describe("when a view is closed", () => {
  test("nothing of it stays: no listeners, no observers, no timers, no nodes", () => {
    const added = new Map();
    const count = (target, name) => {
      const { addEventListener: add, removeEventListener: remove } = target;
      vi.spyOn(target, "addEventListener").mockImplementation((...args) => {
        added.set(name, (added.get(name) ?? 0) + 1);
        return add.apply(target, args);
      });
      vi.spyOn(target, "removeEventListener").mockImplementation((...args) => {
        added.set(name, (added.get(name) ?? 0) - 1);
        return remove.apply(target, args);
      });
    };
    count(window, "window");
    count(document, "document");
    const observers = new Set();
    for (const Observer of [MutationObserver, ResizeObserver]) {
      /** @type {{observe: Function, disconnect: Function}} */
      const { observe, disconnect } = Observer.prototype;
      vi.spyOn(Observer.prototype, "observe").mockImplementation(
        /** @this {any} */ function (...args) {
          observers.add(this);
          return observe.apply(this, args);
        },
      );
      vi.spyOn(Observer.prototype, "disconnect").mockImplementation(
        /** @this {any} */ function () {
          observers.delete(this);
          return disconnect.call(this);
        },
      );
    }
    const root = open({ theme: "auto" }, 2);
    expect(observers.size).toBe(10);
    action(root, "play").click();
    key(handle(root, 0).querySelector("input"), "ArrowLeft");
    for (const clean of cleanups) clean();
    leave();
    expect(observers.size).toBe(0);
    expect([...added.values()].every((open) => open === 0)).toBe(true);
    expect(model.listeners()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(document.querySelectorAll(".gmm")).toHaveLength(0);
  });

  test("a host that never calls initialize is cleaned up by its last view", () => {
    open();
    const alone = fakeModel();
    const late = factory();
    const ends = [0, 1].map(() => late.render({ model: alone, el: document.createElement("div") }));
    ends[0]();
    expect(alone.listeners()).toBeGreaterThan(0);
    ends[1]();
    expect(alone.listeners()).toBe(0);
  });
});

describe("with five components or more", () => {
  const choice = (root) => root.querySelector(".only select");
  const choose = (root, value) => {
    choice(root).value = value;
    choice(root).dispatchEvent(new Event("change"));
  };
  const five = (cursor) => ({
    _film: new DataView(toyFilm({ K: 5 }).buffer),
    n_components: 5,
    cursor,
  });

  test("one component alone can colour the points, and the others leave them grey", () => {
    const root = open(five(5));
    const blended = fills(root);
    choose(root, "0");
    const alone = fills(root);
    choose(root, "4");
    expect(alone).not.toEqual(blended);
    expect(fills(root)).not.toEqual(alone);
    choose(root, "");
    expect(fills(root)).toEqual(blended);
  });

  test("at the start there is nothing to colour by, whatever was chosen", () => {
    const root = open(five(0));
    const grey = fills(root);
    choose(root, "2");
    expect(fills(root)).toEqual(grey);
  });

  test("the choice is not offered for fewer, and forgotten when they become fewer", async () => {
    const root = open(five(5));
    expect(one(root, ".only").hidden).toBe(false);
    choose(root, "4");
    await model.receive({
      _film: new DataView(toyFilm({ K: 4 }).buffer),
      n_components: 4,
      cursor: 5,
    });
    expect(one(root, ".only").hidden).toBe(true);
    await model.receive({ ...five(5) });
    expect(choice(root).value).toBe("");
    expect(choice(root).options.length).toBe(6);
  });
});
