import { expect, test } from "vitest";
import { fromOklab, mixer, PALETTE, toOklab } from "../src/colour.js";

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
  const mix = mixer(PALETTE.light.slice(0, 3));
  expect(mix([0, 1, 0], 0, 1).css).toBe(PALETTE.light[1]);
  expect(mix(new Uint16Array([65535, 0, 0]), 0, 65535).css).toBe(PALETTE.light[0]);
});

test("black and white mix to the middle of OKLab, not to the middle of sRGB", () => {
  expect(mixer(["#000000", "#ffffff"])([0.5, 0.5], 0, 1).css).toBe("#636363");
});

test("shares are read from an offset, and equal ones are mixed once", () => {
  const mix = mixer(PALETTE.light.slice(0, 2));
  const shares = [1, 0, 0.5, 0.5, 0.5001, 0.4999];
  expect(mix(shares, 2, 1)).toBe(mix(shares, 4, 1));
  expect(mix(shares, 0, 1).css).toBe(PALETTE.light[0]);
});

test("ten components never mistake one blend for another", () => {
  const mix = mixer(PALETTE.light);
  const one = (k) =>
    mix(
      Array.from({ length: 10 }, (_, j) => (j === k ? 1 : 0)),
      0,
      1,
    ).css;
  expect(Array.from({ length: 10 }, (_, k) => one(k))).toEqual(PALETTE.light);
});
