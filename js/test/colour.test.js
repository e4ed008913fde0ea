import { describe, expect, test } from "vitest";
import {
  fader,
  fromOklab,
  mixer,
  NEUTRAL,
  PALETTE,
  solid,
  toOklab,
} from "../src/geometry/colour.js";

/** A mixer that gives the colours themselves. */
const mixing = (colours) => {
  const table = [];
  const mix = mixer(colours, table);
  /** @param {Parameters<typeof mix>} shares */
  return (...shares) => table[mix(...shares)];
};

test("white, black and red are where OKLab puts them", () => {
  const close = (found, wanted) => {
    for (const i of [0, 1, 2]) expect(found[i]).toBeCloseTo(wanted[i], 3);
  };
  close(toOklab("#ffffff"), [1, 0, 0]);
  close(toOklab("#000000"), [0, 0, 0]);
  close(toOklab("#ff0000"), [0.628, 0.2249, 0.1258]);
});

test.each([...PALETTE.light, ...PALETTE.dark])("%s survives the way there and back", (hex) => {
  expect(fromOklab(toOklab(hex)).css).toBe(hex);
});

test("a sure point has the colour of its component", () => {
  const mix = mixing(PALETTE.light.slice(0, 3));
  expect(mix([0, 1, 0], 0, 1).css).toBe(PALETTE.light[1]);
  expect(mix(new Uint16Array([65535, 0, 0]), 0, 65535).css).toBe(PALETTE.light[0]);
});

test("black and white mix to the middle of OKLab, not to the middle of sRGB", () => {
  expect(mixing(["#000000", "#ffffff"])([0.5, 0.5], 0, 1).css).toBe("#636363");
});

test("shares are read from an offset, and equal ones are mixed once", () => {
  const mix = mixing(PALETTE.light.slice(0, 2));
  const shares = [1, 0, 0.5, 0.5, 0.5001, 0.4999];
  expect(mix(shares, 2, 1)).toBe(mix(shares, 4, 1));
  expect(mix(shares, 0, 1).css).toBe(PALETTE.light[0]);
});

test("ten components never mistake one blend for another", () => {
  const mix = mixing(PALETTE.light);
  const one = (k) =>
    mix(
      Array.from({ length: 10 }, (_, j) => (j === k ? 1 : 0)),
      0,
      1,
    ).css;
  expect(Array.from({ length: 10 }, (_, k) => one(k))).toEqual(PALETTE.light);
});

describe("label and certainty", () => {
  const colours = PALETTE.light.slice(0, 3);
  const grey = NEUTRAL.light;

  test("a sure point has the colour of its component, an unsure one half of it in grey", () => {
    const table = [];
    const fade = fader(colours, grey, table, 255);
    colours.forEach((own, k) => {
      expect(table[fade(k, 255)].css).toBe(own);
      const half = mixing([own, grey])([0.5, 0.5], 0, 1).css;
      expect(table[fade(k, 127)].css).toBe(half);
      expect(table[fade(k, 128)].css).toBe(half);
    });
  });

  test("go into a table that has colours already", () => {
    const table = [solid(grey)];
    const fade = fader(colours, grey, table, 255);
    expect(fade(0, 0)).toBe(1);
    expect(table[fade(2, 255)].css).toBe(colours[2]);
    expect(fade(2, 255)).toBe(table.length - 1);
  });

  test("of two components are the very blend of their responsibilities", () => {
    const table = [];
    const fade = fader(colours.slice(0, 2), grey, table, 255);
    const mix = mixing(colours.slice(0, 2));
    for (const certainty of [128, 170, 230, 255]) {
      const blend = mix([255 - certainty, certainty], 0, 255).css;
      expect(table[fade(1, certainty)].css).toBe(blend);
    }
  });
});
