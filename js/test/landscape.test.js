import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { all, one } from "./helpers/find.js";
import { filmTrait } from "./helpers/model.js";
import { basinsPicture, componentsPicture, restartsPicture, told } from "./helpers/pictures.js";
import { useWidget } from "./helpers/widget.js";

const widget = useWidget();
let model;
let store;
let remove;

/** @returns {HTMLElement} */
function open(view, picture, traits = {}) {
  const opened = widget({ view, component: 0, _picture: picture, ...traits });
  ({ model, store, remove } = opened);
  return opened.root;
}

const text = (root, selector) => root.querySelector(selector).textContent.trim();
const rows = (root) => [...root.querySelectorAll(".row")];
const shown = (root) => rows(root).filter(({ hidden }) => !hidden);
const more = (root) => root.querySelector('[data-action="more"]');
const radio = (root, name, value) =>
  root.querySelector(`.choice input[name="${name}"][value="${value}"]`);
const marks = (root) => [...root.querySelectorAll(".fit-mark[data-k]")];
const wish = (fields) => ({ client: expect.any(String), n: expect.any(Number), ...fields });

function choose(input) {
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
const press = (node, key) =>
  node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
function clickAt(node, x, y) {
  node.getBoundingClientRect = () => ({ left: 0, top: 0, width: 292, height: 180 });
  node.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: x, clientY: y }));
}

describe("the map of basins", () => {
  test("lies under the points in data units, with row 0 at the bottom", () => {
    const root = open("basins", basinsPicture());
    const plane = root.querySelector(".back .basins");
    const [w, b, c, h, x, y] = plane
      .getAttribute("transform")
      .match(/-?[\d.]+(e-?\d+)?/g)
      .map(Number);
    const place = ([col, row]) => [x + w * col, y + h * row];
    const circles = [...root.querySelectorAll(".points circle")];
    const at = (i) => ["cx", "cy"].map((name) => Number(circles[i].getAttribute(name)));
    // The points (0, 0), (1, 1) and (4, 4) are corners of cells.
    for (const [i, corner] of [0, 1, 4].entries()) {
      const [left, top] = place([corner, corner]);
      expect(left).toBeCloseTo(at(i)[0], 1);
      expect(top).toBeCloseTo(at(i)[1], 1);
    }
    expect([b, c]).toEqual([0, 0]);
    expect(h).toBeLessThan(0);
    expect(root.querySelector(".basins .lost").getAttribute("d")).toBe("M3 0H4V1H3z");
  });

  test("gives each optimum one fill, in the map and in the list, anew in the dark", async () => {
    const root = open("basins", basinsPicture());
    const fill = (m) => root.querySelector(`[data-optimum="${m}"]`).getAttribute("fill");
    const keys = () => all(root, ".key").map(({ style }) => style.background);
    expect(new Set([fill(0), fill(1)]).size).toBe(2);
    expect(keys().slice(0, 2)).toEqual([fill(0), fill(1)]);
    const light = fill(0);
    await model.receive({ theme: "dark" });
    expect(fill(0)).not.toBe(light);
    expect(keys()[0]).toBe(fill(0));
  });

  test("says what Python says, and ranks the optima with their shares, losses last", () => {
    const root = open("basins", basinsPicture());
    expect(text(root, ".story b")).toBe("From half of this map EM takes mean 1 to the best.");
    const said = rows(root).map((row) =>
      [...row.querySelectorAll(".main *, .aside span")].map((node) => node.textContent).join("|"),
    );
    expect(said).toEqual([
      "−100.0|best|50%",
      "−104.8|4.8 lower · this start|44%",
      "Component lost|collapses or empties|6%",
    ]);
    expect(rows(root).map((row) => row.getAttribute("aria-current"))).toEqual([null, "true", null]);
    expect(rows(root)[1].getAttribute("aria-label")).toBe(
      "Optimum 2 of 2: log-likelihood −104.8, 4.8 lower, from 44% of the map; " +
        "the current start leads here. Load a start that leads here",
    );
    expect(rows(root)[0].querySelectorAll(".thumbnail .two")).toHaveLength(2);
    expect(root.querySelector(".front").getAttribute("aria-label")).toMatch(
      /^Map of starts\. From half .* Scatter plot of 5 points/,
    );
    expect([...root.querySelectorAll(".landmark")].map((node) => node.textContent)).toContain(
      "best",
    );
  });

  test("loads a start that leads to the chosen optimum, with the iterations that it takes", () => {
    const root = open("basins", basinsPicture(), { cursor: 4 });
    rows(root)[1].click();
    const seeds = [
      [1, 1],
      [1.1, 1],
    ];
    expect(model.wish).toEqual(wish({ seeds, covariances: "start", max_iter: 31, cursor: 0 }));
    rows(root)[2].click();
    expect(model.sent).toHaveLength(1);
  });

  test("never shortens a fit", () => {
    const root = open("basins", basinsPicture(), { max_iter: 500 });
    rows(root)[0].click();
    expect(model.wish.max_iter).toBe(500);
  });

  test("has the chosen mean dropped by a tap on it, the others where the start has them", () => {
    const root = open("basins", basinsPicture(), { cursor: 6 });
    const circles = [...root.querySelectorAll(".points circle")];
    const [clientX, clientY] = ["cx", "cy"].map((name) => Number(circles[2].getAttribute(name)));
    const at = { bubbles: true, clientX: clientX - 1, clientY: clientY + 1 };
    root.querySelector(".plot").dispatchEvent(new MouseEvent("click", at));
    expect(model.wish).toEqual(wish({ seeds: expect.any(Array), covariances: "start", cursor: 0 }));
    expect(model.wish.seeds[0][0]).toBeCloseTo(4, 1);
    expect(model.wish.seeds[0][1]).toBeCloseTo(4, 1);
    expect(model.wish.seeds[1]).toEqual([1, 2]);
  });

  test("takes no tap beside it", () => {
    const root = open("basins", basinsPicture());
    const [, , , high] = root.querySelector("svg.back").getAttribute("viewBox").split(" ");
    const at = { bubbles: true, clientX: 1, clientY: Number(high) - 5 };
    root.querySelector(".plot").dispatchEvent(new MouseEvent("click", at));
    expect(model.sent).toHaveLength(0);
  });

  test.each([300, 560, 743])("is all that a plot of %i pixels shows", (width) => {
    const extent = [0.5, 4.5, -2, 30];
    const wide = vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
    const high = vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(280);
    const root = open("basins", basinsPicture({ extent }));
    const plane = root.querySelector(".basins").getAttribute("transform");
    const [sx, , , sy, x, y] = plane.match(/-?[\d.]+/g).map(Number);
    for (const spy of [wide, high]) spy.mockRestore();
    expect([x, x + 4 * sx]).toEqual([0, expect.closeTo(width, 1)]);
    expect([y + 4 * sy, y]).toEqual([expect.closeTo(6, 1), 260]);
    expect(one(root, ".scales").hidden).toBe(false);
  });

  test("moves the mean that is chosen, and fades until its map is there", async () => {
    const root = open("basins", basinsPicture());
    expect(radio(root, "component", 0).checked).toBe(true);
    expect(radio(root, "component", 1).getAttribute("aria-label")).toBe("Mean 2");
    choose(radio(root, "component", 1));
    expect(model.wish).toEqual(wish({ component: 1 }));
    expect(text(root, "h3")).toBe("Where EM leads, by the start of mean 2");
    expect(root.querySelector(".ranking").classList.contains("stale")).toBe(true);
    expect(root.querySelector(".back .stale")).not.toBeNull();
    rows(root)[0].click();
    expect(model.sent).toHaveLength(1);
    await model.answer({ component: 1, _picture: new DataView(new ArrayBuffer(0)) });
    expect(text(root, ".story")).toContain("Python is computing");
    await model.receive({ _picture: basinsPicture({ component: 1, final: false }) });
    expect(root.querySelector(".stale")).toBeNull();
    expect(text(root, ".story")).toContain("From half of this map");
  });

  test("keeps nothing of another K", async () => {
    const root = open("basins", basinsPicture());
    const _picture = new DataView(new ArrayBuffer(0));
    await model.receive({ n_components: 3, _film: filmTrait({ K: 3 }), _picture });
    expect(root.querySelectorAll(".basins path")).toHaveLength(0);
    expect(rows(root)).toHaveLength(0);
    expect(root.querySelectorAll(".side .choices label")).toHaveLength(3);
  });

  test("marks where the mean started: around its handle, or by itself once it has moved", async () => {
    const root = open("basins", basinsPicture());
    const ring = () => root.querySelector(".landmarks .start-ring");
    const spot = () => root.querySelectorAll(".mean .spot")[0].getAttribute("cx");
    expect(ring().getAttribute("cx")).toBe(spot());
    const before = ring().getAttribute("cx");
    await model.receive({ cursor: 6 });
    expect(ring().getAttribute("cx")).toBe(before);
    expect(spot()).not.toBe(before);
  });

  test("shows six optima and the present one, and the rest when asked", () => {
    const root = open("basins", basinsPicture({ M: 12, here: 9 }));
    const numbers = () => shown(root).map((row) => row.querySelector(".key").textContent);
    expect(numbers()).toEqual(["1", "2", "3", "4", "5", "6", "10", ""]);
    expect([text(root, ".more"), more(root).getAttribute("aria-expanded")]).toEqual([
      "5 more",
      "false",
    ]);
    more(root).click();
    expect(shown(root)).toHaveLength(13);
    expect([text(root, ".more"), more(root).getAttribute("aria-expanded")]).toEqual([
      "Show fewer",
      "true",
    ]);
  });

  test("is one tab stop to the optima; arrows go from one to the next", () => {
    const root = open("basins", basinsPicture({ M: 4 }));
    const stops = () => rows(root).filter((row) => row.getAttribute("tabindex") === "0");
    expect(stops()).toEqual([rows(root)[0]]);
    rows(root)[0].focus();
    press(rows(root)[0], "ArrowDown");
    expect(document.activeElement).toBe(rows(root)[1]);
    expect(stops()).toEqual([rows(root)[1]]);
    press(rows(root)[1], "End");
    expect(document.activeElement).toBe(rows(root).at(-1));
    press(rows(root).at(-1), "Home");
    expect(document.activeElement).toBe(rows(root)[0]);
  });

  test("says so where a component is lost from everywhere", () => {
    const labels = new Array(16).fill(255);
    const root = open(
      "basins",
      basinsPicture({ M: 0, labels, here: null, sentence: told("Lost.") }),
    );
    expect(text(root, ".story")).toContain("Lost.");
    expect(rows(root).map((row) => text(row, ".main span"))).toEqual(["Component lost"]);
    expect(root.querySelectorAll("[data-optimum]")).toHaveLength(0);
  });
});

describe("restarts", () => {
  const stems = (root) =>
    Object.fromEntries(
      [...root.querySelectorAll(".stem")].map((stem) => {
        const line = stem.querySelector("line");
        const [x, foot, top] = ["x1", "y1", "y2"].map((name) => Number(line.getAttribute(name)));
        return [stem.dataset.optimum, { x, tall: foot - top }];
      }),
    );

  test("stand at their log-likelihood, as tall as often they were reached", () => {
    const root = open("restarts", restartsPicture());
    const found = stems(root);
    expect(found[0].x - found[1].x).toBeCloseTo(found[1].x - found[2].x, 1);
    expect(found[0].x).toBeGreaterThan(found[1].x);
    expect(found[0].tall / found[1].tall).toBeCloseTo(120 / 70, 1);
    expect(one(root, ".stem[aria-current]").dataset.optimum).toBe("1");
    expect(root.querySelector(".strip").getAttribute("aria-label")).toBe(
      "Starts by log-likelihood, from −109.6 to −100.0, which 120 of them reached.",
    );
  });

  test("are listed with their counts, and the lost ones too", () => {
    const root = open("restarts", restartsPicture());
    expect(rows(root).map((row) => text(row, ".aside span"))).toEqual([
      "120 of 200",
      "70 of 200",
      "6 of 200",
      "4 of 200",
    ]);
    expect(text(root, ".story b")).toBe("200 random starts led to 3 optima.");
    expect(rows(root)[3].getAttribute("aria-label")).toBe("Component lost: 4 of 200");
    expect(root.querySelectorAll(".two").length).toBeGreaterThan(2);
  });

  test("load from the list and from the strip", async () => {
    const root = open("restarts", restartsPicture());
    rows(root)[0].click();
    const seeds = [
      [0, 0],
      [0.1, 0],
    ];
    expect(model.wish).toEqual(wish({ seeds, covariances: "default", max_iter: 25, cursor: 0 }));
    await model.answer();
    const { x } = stems(root)[2];
    clickAt(root.querySelector(".strip"), x + 3, 60);
    expect(model.wish.max_iter).toBe(41);
    const { n } = model.wish;
    clickAt(root.querySelector(".strip"), x + 40, 60);
    expect(model.wish.n).toBe(n);
  });

  test("show where they end, and of one that is pointed at the mixture", () => {
    const root = open("restarts", restartsPicture());
    const ends = [...root.querySelectorAll(".ends circle")];
    expect(ends).toHaveLength(6);
    const [small, large] = [ends[0], ends.at(-1)].map((end) => Number(end.getAttribute("r")));
    expect(large).toBeGreaterThan(small);
    expect(ends.at(-1).hasAttribute("data-best")).toBe(true);
    const shown = () => root.querySelector(".preview g ellipse").getAttribute("transform");
    const best = shown();
    rows(root)[1].dispatchEvent(new Event("pointerover", { bubbles: true }));
    expect(shown()).not.toBe(best);
    rows(root)[1].parentNode.dispatchEvent(new Event("pointerleave"));
    expect(shown()).toBe(best);
    expect(model.sent).toHaveLength(0);
  });

  test("may all be lost, or all be the same", async () => {
    const root = open("restarts", restartsPicture({ M: 0, n_lost: 200, here: null }));
    expect(rows(root)).toHaveLength(1);
    expect(root.querySelector(".strip").getAttribute("aria-label")).toBe(
      "No start led to an optimum.",
    );
    await model.receive({ _picture: restartsPicture({ M: 1, n_lost: 0, here: 0 }) });
    expect(Number.isFinite(stems(root)[0].x)).toBe(true);
    expect(root.outerHTML).not.toContain("NaN");
  });

  test("wait in words, and keep what was there dimmed", async () => {
    const root = open("restarts", restartsPicture());
    await model.receive({ _picture: new DataView(new ArrayBuffer(0)) });
    expect(text(root, ".story")).toContain("Python is trying");
    expect(root.querySelector(".ranking").classList.contains("stale")).toBe(true);
    rows(root)[0].click();
    expect(model.sent).toHaveLength(0);
    await model.receive({ _picture: restartsPicture() });
    expect(root.querySelector(".stale")).toBeNull();
  });
});

describe("how many components", () => {
  const place = (mark) =>
    mark.parentElement
      .getAttribute("transform")
      .match(/-?[\d.]+/g)
      .map(Number);
  const mark = (root, type, K) =>
    root.querySelector(`.fit-mark[data-type="${type}"][data-k="${K}"]`);

  test("lower is lower, one mark a fit, the least marked", () => {
    const root = open("components", componentsPicture());
    expect(marks(root)).toHaveLength(7);
    const [a, b] = [mark(root, "full", 2), mark(root, "full", 4)].map(place);
    const least = mark(root, "tied", 3);
    expect(a[1]).toBeLessThan(place(least)[1]);
    expect(b[1]).toBeLessThan(a[1]);
    expect(place(mark(root, "full", 1))[0]).toBe(place(mark(root, "tied", 1))[0]);
    expect([...root.querySelectorAll("[data-best]")]).toEqual([least]);
    expect(text(root, ".criteria")).toContain("lower is better");
    expect(root.querySelector(".criteria").getAttribute("aria-label")).toBe(
      "BIC by number of components and type of covariance, lower is better: " +
        "least at 3 components, tied, 230.0.",
    );
  });

  test("lost fits are seen: hollow where some were, a gap and a cross where all were", () => {
    const root = open("components", componentsPicture());
    expect(mark(root, "full", 2).hasAttribute("data-lost")).toBe(true);
    expect(mark(root, "tied", 2).hasAttribute("data-lost")).toBe(false);
    expect(mark(root, "full", 3)).toBeNull();
    expect(root.querySelectorAll(".gone")).toHaveLength(1);
    const line = root.querySelector('.criteria .clip path[data-type="full"]').getAttribute("d");
    expect(line.match(/M/g)).toHaveLength(2);
    expect(mark(root, "tied", 4).hasAttribute("data-beyond")).toBe(true);
    const named = rows(root).map((row) => row.getAttribute("aria-label"));
    expect(named.find((name) => name.startsWith("2 components, full"))).toContain(
      "3 of 20 fits lost",
    );
  });

  test("the criterion is chosen here, and orders the list", () => {
    const root = open("components", componentsPicture());
    const first = () => [".main span", ".aside span"].map((part) => text(rows(root)[0], part));
    expect(first()).toEqual(["3 tied", "230.0"]);
    choose(radio(root, "criterion", "aic"));
    expect(model.sent).toHaveLength(0);
    expect(first()).toEqual(["3 tied", "200.0"]);
    expect(rows(root)[1].getAttribute("aria-label")).toContain("2 components, full");
    expect(one(root, "[data-best]").dataset.k).toBe("4");
  });

  test("a row loads its fit and goes to its end", async () => {
    const root = open("components", componentsPicture());
    rows(root)[0].click();
    const seeds = [
      [0, 0],
      [1, 1],
      [2, 2],
    ];
    const fields = { n_components: 3, covariance_type: "tied", seeds, max_iter: 25 };
    const whole = { ...fields, covariances: "default", cursor: 1_000_000 };
    expect(model.wish).toEqual(wish(whole));
    await model.answer({
      ...{ n_components: 3, covariance_type: "tied", cursor: 6 },
      _film: filmTrait({ K: 3 }),
    });
    expect(root.dataset.cursor).toBe("6");
    expect(rows(root)[0].getAttribute("aria-current")).toBe("true");
  });

  test("so does a mark; a click beside all does nothing", () => {
    const root = open("components", componentsPicture());
    const chart = root.querySelector(".criteria");
    const [x, y] = place(mark(root, "full", 4));
    clickAt(chart, x + 40, y - 30);
    expect(model.sent).toHaveLength(0);
    clickAt(chart, x - 4, y + 4);
    expect(model.wish).toMatchObject({ n_components: 4, covariance_type: "full", max_iter: 40 });
  });

  test("rows that may still change places are not to be clicked, unless the work was stopped", async () => {
    const root = open("components", componentsPicture({ final: false }));
    const busy = { client: "", n: 0, done: 1, total: 9, what: "Comparing" };
    await model.receive({ _progress: busy });
    vi.advanceTimersByTime(500);
    rows(root)[0].click();
    expect(model.sent).toHaveLength(0);
    await model.receive({ _progress: {} });
    rows(root)[0].click();
    expect(model.wish).toMatchObject({ n_components: 3 });
  });

  test("grows row by row, and says so", async () => {
    const one = { rows: [], best: {}, final: false };
    const root = open("components", componentsPicture(one));
    expect(marks(root)).toHaveLength(0);
    await model.receive({ _picture: componentsPicture() });
    expect(marks(root)).toHaveLength(7);
    expect(root.outerHTML).not.toMatch(/NaN|undefined/);
  });
});

test("no view of the landscape uses an id, or leaves a listener behind", () => {
  for (const [view, picture] of [
    ["basins", basinsPicture()],
    ["restarts", restartsPicture()],
    ["components", componentsPicture()],
  ]) {
    const root = open(view, picture);
    expect(root.querySelectorAll("[id]")).toHaveLength(0);
    for (const image of root.querySelectorAll('[role="img"]')) {
      expect(image.getAttribute("aria-label").length).toBeGreaterThan(10);
    }
    remove();
    store.destroy();
    expect(model.listeners()).toBe(0);
  }
  open("restarts", restartsPicture());
});

describe("what Python wrote", () => {
  const folder = join(import.meta.dirname, "..", "..", "tests", "contract", "fixtures");
  const names = readdirSync(folder)
    .filter((name) => /^(basins|restarts|components).*\.picture$/.test(name))
    .map((name) => name.replace(".picture", ""));

  test("is there for every view", () => {
    expect(names).toEqual(expect.arrayContaining(["basins", "restarts", "components"]));
  });

  test.each(names)("%s is shown, number by number", (name) => {
    const bytes = readFileSync(join(folder, `${name}.picture`));
    const { header, sections } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    const K = sections.means?.[0]?.length ?? 3;
    const picture = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const root = open(header.view, picture, {
      ...{ component: header.component ?? 0, n_components: K, max_iter: 1 },
      _film: filmTrait({ K }),
    });
    const { lead, body, next } = header.sentence;
    expect(
      [...root.querySelectorAll(".story > *")].slice(0, 3).map((part) => part.textContent),
    ).toEqual([...[lead, body, next]]);
    expect(root.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
    const main = rows(root).map((row) => text(row, ".main span"));
    if (header.rows) {
      expect(main).toHaveLength(header.rows.filter(({ bic }) => bic !== null).length);
      const best = header.rows[header.best.bic];
      expect(main[0]).toBe(`${best.n_components} ${best.covariance_type}`);
      return;
    }
    const values = header.log_likelihoods;
    const said = main.slice(0, values.length).map((each) => Number(each.replace("−", "-")));
    expect(said).toEqual(values.map((value) => Number(value.toFixed(1))));
    expect(main).toHaveLength(values.length + (header.lost || header.n_lost ? 1 : 0));
    if (!values.length) return;
    rows(root)[values.length - 1].click();
    expect(model.wish).toMatchObject({
      seeds: sections.seeds.at(-1),
      max_iter: header.n_iter.at(-1) + 1,
    });
  });
});
