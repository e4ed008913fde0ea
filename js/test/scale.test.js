import { describe, expect, test } from "vitest";
import { decimals, exponent, extent, geometry, tickDecimals } from "../src/geometry/scale.js";

test("the extent of a column", () => {
  expect(extent([1, 10, 3, 20, 2, 15], 1, 2)).toEqual([10, 20]);
});

test("a constant column still gets room", () => {
  expect(extent([5, 5])).toEqual([4.5, 5.5]);
  expect(extent([0, 0])).toEqual([-1, 1]);
});

describe("a plot", () => {
  test("of similar ranges has equal units, and holds all the data", () => {
    const plot = geometry(536, [-5.5, 4.7], [-3.5, 3.9]);
    expect(plot.equal).toBe(true);
    expect(plot.sx).toBeCloseTo(plot.sy, 0);
    expect(plot.x(-5.5)).toBeGreaterThan(0);
    expect(plot.x(4.7)).toBeLessThan(536);
    expect(plot.y(3.9)).toBeGreaterThan(plot.top);
    expect(plot.y(-3.5)).toBeLessThan(plot.bottom);
  });

  test("of Old Faithful has a scale for each axis", () => {
    const plot = geometry(536, [1.6, 5.1], [43, 96]);
    expect(plot.equal).toBe(false);
    expect(plot.sx / plot.sy).toBeGreaterThan(5);
  });

  test.each([
    [3, true],
    [1 / 3, true],
    [3.1, false],
    [0.3, false],
  ])("with ranges as %d to 1: equal units %s", (ratio, equal) => {
    expect(geometry(500, [0, ratio], [0, 1]).equal).toBe(equal);
  });

  test("is never a ribbon nor a tower", () => {
    for (const width of [320, 420, 536, 900]) {
      for (const ratio of [0.2, 0.4, 1, 2.9, 50]) {
        const { top, bottom } = geometry(width, [0, ratio], [0, 1]);
        expect((bottom - top) / width).toBeGreaterThan(0.6);
        expect((bottom - top) / width).toBeLessThan(1.1);
      }
    }
  });

  test("turns pixels back into data", () => {
    const plot = geometry(536, [1.6, 5.1], [43, 96]);
    expect(plot.invertX(plot.x(3.3))).toBeCloseTo(3.3, 12);
    expect(plot.invertY(plot.y(70.9))).toBeCloseTo(70.9, 12);
  });

  test("has its y upwards", () => {
    const plot = geometry(500, [0, 1], [0, 1]);
    expect(plot.y(1)).toBeLessThan(plot.y(0));
  });
});

test("the power of ten of a number, without logarithms", () => {
  expect([5, 10, 99.9, 0.05, -300, 0].map(exponent)).toEqual([0, 1, 1, -2, 2, 0]);
});

test("decimals follow the range: 70.9 minutes, 4.29 minutes, 0.0031", () => {
  expect(decimals([43, 96])).toBe(1);
  expect(decimals([1.6, 5.1])).toBe(2);
  expect(decimals([-0.005, 0.005])).toBe(4);
  expect(decimals([0, 90000])).toBe(0);
});

test("ticks get the decimals of their step", () => {
  expect(tickDecimals([0, 2, 4])).toBe(0);
  expect(tickDecimals([1.5, 2, 2.5])).toBe(1);
  expect(tickDecimals([0, 0.005])).toBe(3);
});

test("a value of weight 0 has no part in a range", () => {
  expect(extent([1, 10, 3, 20, 900, -900], 1, 2, [1, 2, 0])).toEqual([10, 20]);
  expect(extent([1, 10, 3, 20, 900, -900], 0, 2, [1, 2, 0])).toEqual([1, 3]);
});
