// Contrast as WCAG 2.2 counts it (1.4.3 and 1.4.11), of every colour that a style sheet may use.
// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { channels, mixer, NEUTRAL, PALETTE, textOn } from "../src/geometry/colour.js";
import { shadePixels } from "../src/views/density/shade.js";
import { fills } from "../src/views/landscape/tints.js";

const FOLDER = join(import.meta.dirname, "..", "src", "css");
const sheet = (name) => readFileSync(join(FOLDER, name), "utf8");
const RULES = { light: /^\.gmm \{([^}]*)\}/m, dark: /^\.gmm\[data-scheme="dark"\] \{([^}]*)\}/m };

/** The colours of a scheme, by the names of their tokens. */
const tokens = (scheme) =>
  Object.fromEntries(
    [
      ...sheet("tokens.css")
        .match(RULES[scheme])[1]
        .matchAll(/--([\w-]+): (#\w+);/g),
    ].map(([, name, hex]) => [name, hex]),
  );

const TEXT = 4.5;
/** Large text, marks that carry meaning, edges of controls, focus rings, handles. */
const GRAPHIC = 3;
/** What each token is for: the least contrast, and the grounds that it is drawn on. */
const ROLES = {
  ink: { least: TEXT, on: ["bg", "surface", "warn-bg", "shade over bg"] },
  // Where it is written on a plot it has a rim of the ground.
  muted: { least: TEXT, on: ["bg", "surface"] },
  warn: { least: TEXT, on: ["bg", "warn-bg"] },
  good: { least: TEXT, on: ["bg"] },
  "on-accent": { least: TEXT, on: ["accent"] },
  // Words on a button; also the focus ring, and the past of the timeline.
  accent: { least: TEXT, on: ["bg", "surface"] },
  control: { least: GRAPHIC, on: ["bg", "surface"] },
  // Points that belong to nobody yet.
  faint: { least: GRAPHIC, on: ["bg"] },
  // Lines and marks of the types of covariance.
  full: { least: GRAPHIC, on: ["bg"] },
  tied: { least: GRAPHIC, on: ["bg"] },
  diag: { least: GRAPHIC, on: ["bg"] },
  spherical: { least: GRAPHIC, on: ["bg"] },
  // Two components and their blend, in the legend.
  first: { least: GRAPHIC, on: ["bg"] },
  between: { least: GRAPHIC, on: ["bg"] },
  second: { least: GRAPHIC, on: ["bg"] },
  // Grounds; and hairlines between parts, which nobody has to see.
  bg: null,
  surface: null,
  "warn-bg": null,
  shade: null,
  line: null,
};

const luminance = (hex) => {
  const [r, g, b] = channels(hex).map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
const hex = (rgb) => `#${rgb.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("")}`;

/** Two components' colour of a point, where the first has so many parts of the whole. */
const blending = (pair) => {
  const table = [];
  const mix = mixer(pair, table);
  return (part, whole) => table[mix([part, whole - part], 0, whole)].css;
};

/** The shade where it is strongest. */
const darkestShade = (scheme) => [
  ...shadePixels({ values: [255], size: 1, extent: [0, 1, 0, 1] }, scheme),
];
/** @type {(pixel: number[], ground: string) => string} */
const over = ([r, g, b, alpha], ground) =>
  hex([r, g, b].map((c, i) => (c * alpha + channels(ground)[i] * (255 - alpha)) / 255));

test("black on white is 21 : 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

test("no style sheet but the tokens' names a colour", () => {
  for (const name of readdirSync(FOLDER).filter((file) => file !== "tokens.css")) {
    expect(sheet(name).match(/#[\da-f]{3,8}\b(?=[^{}]*;)/gi) ?? [], name).toEqual([]);
  }
});

/** @type {import("../src/dom/theme.js").Scheme[]} */
const SCHEMES = ["light", "dark"];

describe.each(SCHEMES)("in the %s scheme", (scheme) => {
  const colours = tokens(scheme);
  const bg = colours.bg;
  const grounds = { ...colours, "shade over bg": over(darkestShade(scheme), bg) };

  test("every token has a role", () => {
    expect(Object.keys(colours).sort()).toEqual(Object.keys(ROLES).sort());
  });

  const pairs = Object.entries(ROLES).flatMap(([name, role]) =>
    (role?.on ?? []).map((ground) => [name, ground, role.least]),
  );
  test.each(pairs)("%s on %s has at least %d : 1", (name, ground, least) => {
    expect(contrast(colours[name], grounds[ground])).toBeGreaterThanOrEqual(least);
  });

  test("every component, and every blend of two, has 3 : 1 on the ground", () => {
    const palette = PALETTE[scheme];
    for (const [i, one] of palette.entries()) {
      for (const other of palette.slice(0, i + 1)) {
        const blend = blending([one, other]);
        for (let part = 0; part <= 24; part++) {
          expect(contrast(blend(part, 24), bg), `${one} with ${other}`).toBeGreaterThanOrEqual(
            GRAPHIC,
          );
        }
      }
    }
  });

  test("the number on a mean has 4.5 : 1 on its component's colour", () => {
    for (const each of PALETTE[scheme]) {
      expect(contrast(textOn(each), each)).toBeGreaterThanOrEqual(TEXT);
    }
  });

  test("words and shores on the map have theirs on every tint of it", () => {
    for (const tint of new Set(fills([9, 8, 7, 6, 5, 4, 3, 2, 1], scheme))) {
      expect(contrast(colours.ink, tint), tint).toBeGreaterThanOrEqual(TEXT);
      expect(contrast(colours.muted, tint), tint).toBeGreaterThanOrEqual(GRAPHIC);
    }
  });

  test("what is painted, too, has the tokens' colours", () => {
    expect(hex(darkestShade(scheme).slice(0, 3))).toBe(colours.shade);
    expect(NEUTRAL[scheme]).toBe(colours.faint);
    const [one, other] = PALETTE[scheme];
    const blend = blending([one, other])(1, 2);
    expect([colours.first, colours.between, colours.second]).toEqual([one, blend, other]);
  });
});
