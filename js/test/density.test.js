import { describe, expect, test } from "vitest";
import { geometry } from "../src/geometry/scale.js";
import { closedCurve, openCurve, rings } from "../src/views/density/contours.js";
import { nearest, readRelief } from "../src/views/density/relief.js";
import { opacities, shadePixels } from "../src/views/density/shade.js";
import { packed, toyFilm } from "./helpers/film.js";
import { readFixture } from "./helpers/fixtures.js";
import { useWidget } from "./helpers/widget.js";

const { trait, picture, header, sections } = readFixture("density");
const PLOT = geometry(560, [-1, 7], [-1, 7.2]);
const numbers = (d) => d.match(/-?[\d.]+/g).map(Number);

describe("contours", () => {
  // A cone of height 1 at (6, 2) falls by 1/4 a unit: its contour at level h is a circle.
  /** @type {import("../src/views/density/contours.js").Grid} */
  const grid = { size: 40, extent: [0, 10, -5, 5] };
  const cone = Array.from({ length: 1600 }, (_, i) => {
    const [x, y] = [((i % 40) + 0.5) / 4, (Math.floor(i / 40) + 0.5) / 4 - 5];
    return 1 - Math.hypot(x - 6, y - 2) / 4;
  });

  test.each([0.3, 0.5, 0.8])("go where the height is that of the level (%f)", (level) => {
    const [ring, ...more] = rings(cone, grid, level);
    expect(more).toEqual([]);
    for (const [x, y] of ring) {
      expect(Math.hypot(x - 6, y - 2)).toBeCloseTo(4 * (1 - level), 1);
    }
  });

  test("of what is nowhere that high are none", () => {
    expect(rings(cone, grid, 2)).toEqual([]);
  });

  test("around two hills are two lines, and around two craters four", () => {
    const two = cone.map((height, i) => Math.max(height, cone[1599 - i], 0));
    const crater = two.map((height) => (height > 0.8 ? 0 : height));
    expect(rings(crater, grid, 0.6)).toHaveLength(4);
    expect(rings(two, grid, 0.6)).toHaveLength(2);
  });

  test("are closed curves through the middles of their sides", () => {
    /** @type {[number, number][]} */
    const ring = [[0, 0], [10, 0], [10, 10], [0, 10]]; // biome-ignore format: a square
    expect(closedCurve(ring)).toBe("M0 5Q0 0 5 0Q10 0 10 5Q10 10 5 10Q0 10 0 5Z");
  });

  test("and open ones begin and end where they should", () => {
    /** @type {[number, number][]} */
    const line = [[0, 0], [10, 10], [20, 10], [30, 0]]; // biome-ignore format: a hill
    expect(openCurve(line)).toBe("M0 0Q10 10 15 10Q20 10 25 5L30 0");
  });
});

describe("the shade", () => {
  test("is nothing where one component is sure, and grows with the doubt", () => {
    const all = [...opacities(120)];
    expect(all[0]).toBe(0);
    expect(all[63]).toBe(0);
    expect(all[255]).toBe(120);
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });

  test("has its top row first, and the scheme's colour", () => {
    const values = Uint8Array.from([0, 0, 0, 255]);
    /** @type {import("../src/views/density/shade.js").Doubts} */
    const doubts = { values, size: 2, extent: [0, 1, 0, 1] };
    const pixels = shadePixels(doubts, "light");
    expect([3, 7, 11, 15].map((i) => pixels[i])).toEqual([0, 120, 0, 0]);
    expect([...shadePixels(doubts, "dark")].slice(4, 8)).toEqual([255, 211, 77, 95]);
  });
});

describe("the relief of a picture", () => {
  const reader = readRelief(picture);

  test("shows the frame that is asked for, or the nearest", () => {
    expect(nearest([0, 13], 0)).toBe(0);
    expect(nearest([0, 13], 9)).toBe(1);
    expect(nearest([4], 9)).toBe(0);
    expect(nearest([0, 1, 2], 2)).toBe(2);
  });

  test("is made once a frame, and again when the plot has another size", () => {
    const first = reader.at(1, PLOT, []);
    expect(reader.at(1, PLOT, [])).toBe(first);
    expect(reader.at(2, PLOT, [])).not.toBe(first);
    expect(reader.at(1, geometry(400, [-1, 7], [-1, 7.2]), [])).not.toBe(first);
  });

  test("has a contour for each share, and the undecided places as Python sent them", () => {
    sections.levels.forEach((_, f) => {
      const { contours, strong, doubts } = reader.at(f, PLOT, []);
      expect(contours).toHaveLength(header.shares.length);
      expect(strong).toEqual([true, false, true, false, true, false]);
      expect(Array.from(doubts.values)).toEqual(sections.entropy[f].flat());
      expect(doubts.size).toBe(sections.entropy[f].length);
    });
  });

  test("its hills are as wide as Python's grid and as high as its densities, bottom and right", () => {
    const { marginals } = reader.at(3, PLOT, []);
    const [left, right] = header.extent;
    const along = numbers(marginals[0]);
    expect(along[0]).toBeCloseTo(PLOT.x(left), 1);
    expect(along.at(-2)).toBeCloseTo(PLOT.x(right), 1);
    const most = Math.max(...sections.marginal_x[3]);
    const peak = sections.marginal_x[3].indexOf(most);
    const at = PLOT.x(left + ((peak + 0.5) / sections.marginal_x[3].length) * (right - left));
    const [, height] = marginals[0].match(/Q[^Q]+/g).map((arc) => numbers(arc)).find(([x]) => Math.abs(x - at) < 0.1); // biome-ignore format: one look
    expect(PLOT.bottom - height).toBeCloseTo(42, 0);
    expect(Math.max(...numbers(marginals[1]).filter((_, i) => i % 2 === 0))).toBe(PLOT.width);
  });

  test("labels keep clear of each other, of means and of the edges", () => {
    const means = [[0, 0], [6, 1], [3, 6]].map(([x, y]) => ({ x: PLOT.x(x), y: PLOT.y(y) })); // biome-ignore format: three
    for (const frame of header.frames) {
      const { labels } = readRelief(picture).at(frame, PLOT, means);
      labels.forEach(({ at }, i) => {
        expect(at.x > 17 && at.x < PLOT.width - 17 && at.y > PLOT.top && at.y < PLOT.bottom).toBe(
          true,
        );
        for (const other of [...means, ...labels.slice(0, i).map((label) => label.at)]) {
          expect(Math.hypot(at.x - other.x, at.y - other.y)).toBeGreaterThanOrEqual(24);
        }
      });
    }
  });
});

describe("the view", () => {
  const widget = useWidget();
  let store;
  let root;
  let remove;
  const T = header.frames.at(-1);
  const n = 5;

  function open(traits = {}, points = undefined) {
    ({ store, root, remove } = widget({
      n_components: 3,
      view: "density",
      _film: new DataView(toyFilm({ K: 3, T, n: points?.length ?? n }).buffer),
      _picture: trait,
      ...(points ? { points: packed(points) } : {}),
      ...traits,
    }));
  }
  const find = (selector) => root.querySelector(selector);
  const lines = () =>
    [...root.querySelectorAll(".lines:not(.casing) path")].map((p) => p.getAttribute("d"));

  test("draws contours, hills and the shade, and says so", () => {
    open({ cursor: 2 });
    expect(lines()).toHaveLength(header.shares.length);
    expect(root.querySelectorAll(".hills path")).toHaveLength(2);
    expect(find(".shade").hidden).toBe(false);
    expect(find("h3").textContent).toBe("The density of three Gaussians");
    expect(find(".front").getAttribute("aria-label")).toContain(
      "Contours of the density enclose 10%, 25%, 50%, 75%, 90%, 99% of it.",
    );
    expect(find(".side").textContent).toContain("Inside the 50% line");
    expect(find(".side table")).toBeNull();
    expect(find(".ll").textContent).toBe("\u221290.0");
  });

  test("follows the cursor, and draws nothing twice", () => {
    open({ cursor: 2 });
    const second = lines();
    const nodes = [...root.querySelectorAll(".lines:not(.casing) path")];
    store.goTo(3);
    expect(lines()).toEqual(second);
    store.goTo(4);
    expect(lines()).not.toEqual(second);
    store.goTo(2);
    expect(lines()).toEqual(second);
    expect([...root.querySelectorAll(".lines:not(.casing) path")]).toEqual(nodes);
  });

  test("leaves the shade out when told to", () => {
    open({ cursor: 2 });
    const box = find(".contours input");
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    expect(find(".shade").hidden).toBe(true);
    expect(lines()).toHaveLength(header.shares.length);
  });

  test("draws nothing of a picture of other axes", () => {
    open({ axes: [1, 0] });
    expect(lines()).toEqual([]);
    expect(find(".shade").hidden).toBe(true);
  });

  test("draws its lines over many points, and under few", () => {
    open();
    expect(find(".back .lines:not(.casing)")).not.toBeNull();
    remove();
    store.destroy();
    const many = Array.from({ length: 2100 }, (_, i) => [Math.cos(i) * 3, Math.sin(i) * 3]);
    open({}, many);
    expect(find(".front .lines:not(.casing)")).not.toBeNull();
    expect(find(".back .lines:not(.casing)")).toBeNull();
    expect(find(".casing + .lines + .shares")).not.toBeNull();
  });

  test("takes its ground away with it", () => {
    open();
    const radio = find('.views input[data-view="em"]');
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    expect(find(".ground")).toBeNull();
    expect(find(".side table")).not.toBeNull();
  });
});
