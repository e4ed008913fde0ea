import { expect, test } from "vitest";
import { fromOklab, mixer, PALETTE, solid, textOn, toOklab } from "../src/colour.js";

const luminance = (hex) => {
  const [r, g, b] = solid(hex).rgb.map((c) => {
    const v = c / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
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

test("every colour keeps a contrast of 3 on its background, and its number one of 3 on it", () => {
  for (const hex of PALETTE.light) expect(contrast(hex, "#ffffff")).toBeGreaterThan(2.9);
  for (const hex of PALETTE.dark) expect(contrast(hex, "#0f1216")).toBeGreaterThan(2.9);
  for (const hex of [...PALETTE.light, ...PALETTE.dark]) {
    expect(contrast(hex, textOn(hex))).toBeGreaterThan(3);
  }
});
