// Points as pixels: discs, and images of many.
// @vitest-environment node
import { describe, expect, test } from "vitest";
import { createStamper, disc, stamps } from "../src/plot/discs.js";

/** @typedef {import("../src/geometry/colour.js").Colour} Colour */

/** @type {Colour} */
const RED = { css: "#ff0000", rgb: [255, 0, 0] };
/** @type {Colour} */
const BLUE = { css: "#0000ff", rgb: [0, 0, 255] };

/**
 * The pixels of an image of some places, each with a colour.
 * @param {{
 *   at: number[][], discs: ReturnType<typeof stamps>, width?: number, height?: number,
 *   codes?: number[], colours?: Colour[], ink?: number,
 * }} image
 */
function stamped({ width = 20, height = 20, at, discs, codes, colours = [RED, BLUE], ink }) {
  const stamper = createStamper(
    width,
    height,
    Float64Array.from(at, ([x]) => x),
    Float64Array.from(at, ([, y]) => y),
    discs,
    ink,
  );
  stamper.stamp(Uint32Array.from(codes ?? at.map(() => 0)), colours);
  return { stamper, pixel: reader(stamper) };
}

const reader =
  ({ data, stride, margin }) =>
  (x, y) => {
    const from = 4 * ((y + margin) * stride + x + margin);
    return [...data.slice(from, from + 4)];
  };

test("a soft disc is full in the middle, thin at its edge and nothing beyond", () => {
  const { pixel } = stamped({ at: [[10, 10]], discs: stamps(4, true, null) });
  expect(pixel(10, 10)).toEqual([255, 0, 0, 255]);
  expect(pixel(14, 10)[3]).toBeGreaterThan(0);
  expect(pixel(14, 10)[3]).toBeLessThan(255);
  expect(pixel(15, 15)).toEqual([0, 0, 0, 0]);
});

test("soft points mix where they meet, and are solid where either is", () => {
  const at = [
    [10, 10],
    [12, 10],
  ];
  const { pixel } = stamped({ at, discs: stamps(2, true, null), codes: [0, 1] });
  const [red, , blue, alpha] = pixel(10, 10);
  expect(red + blue).toBeGreaterThan(250);
  expect(blue).toBeGreaterThan(0);
  expect(alpha).toBe(255);
});

test("the later of two points covers the earlier, pixel by pixel", () => {
  const at = [
    [10, 10],
    [11, 10],
  ];
  const { pixel } = stamped({ at, discs: stamps(1, false, null), codes: [0, 1] });
  expect(pixel(9, 10).slice(0, 3)).toEqual([255, 0, 0]);
  expect(pixel(10, 10)).toEqual([0, 0, 255, 255]);
  expect(pixel(12, 10).slice(0, 3)).toEqual([0, 0, 255]);
  expect(pixel(13, 10)).toEqual([0, 0, 0, 0]);
});

test("points at an edge are cut, those far outside are not drawn, and no row runs into the next", () => {
  const at = [
    [0, 0],
    [20, 20],
    [19.6, 7],
    [-40, 9],
    [31, 9],
  ];
  const { pixel } = stamped({ at, discs: stamps(3, false, null) });
  expect(pixel(0, 0)[3]).toBe(255);
  expect(pixel(19, 19)[3]).toBe(255);
  expect(pixel(19, 7)[3]).toBe(255);
  for (const y of [8, 9, 10]) expect(pixel(0, y)[3]).toBe(0);
  expect(pixel(19, 11)[3]).toBe(0);
});

test("painting again leaves nothing of before", () => {
  const { stamper, pixel } = stamped({ at: [[5, 5]], discs: stamps(2, false, null) });
  stamper.stamp(Uint32Array.of(1), [RED, BLUE]);
  expect(pixel(5, 5)).toEqual([0, 0, 255, 255]);
});

describe("discs", () => {
  test("grow with the weight, and points of like weight share one", () => {
    const { discs, which } = stamps(3, true, [1, 2, 1.01]);
    expect(which[2]).toBe(which[0]);
    expect(discs).toHaveLength(2);
    const reach = (i) => Math.max(...discs[which[i]].dx);
    expect(reach(1)).toBeGreaterThan(reach(0) + 2);
  });

  test("without weights are all the usual one", () => {
    const { discs, which } = stamps(3, true, null);
    expect(which).toBeNull();
    expect(discs[0].dx).toEqual(disc(3, true).dx);
  });
});

test("hard discs show how many lie in a pixel: the more, the fuller, and one is still seen", () => {
  const crowd = Array.from({ length: 40 }, () => [10, 10]);
  const few = Array.from({ length: 5 }, () => [15, 15]);
  const { pixel } = stamped({ at: [...crowd, ...few, [4, 4]], discs: stamps(1, false, null) });
  const [most, some, one] = [pixel(10, 10), pixel(15, 15), pixel(4, 4)].map(
    ([, , , alpha]) => alpha,
  );
  expect(most).toBe(255);
  expect(some).toBeLessThan(most);
  expect(one).toBeLessThan(some);
  expect(one).toBeGreaterThan(80);
});

test("soft discs that let the ground through add up where they lie over each other", () => {
  const one = stamped({ at: [[10, 10]], discs: stamps(2, true, null), ink: 0.7 }).pixel(10, 10)[3];
  const two = stamped({
    at: [
      [10, 10],
      [10, 10],
    ],
    discs: stamps(2, true, null),
    ink: 0.7,
  }).pixel(10, 10)[3];
  expect(one).toBeCloseTo(0.7 * 255, -1);
  expect(two).toBeCloseTo((1 - 0.3 ** 2) * 255, -1);
});
