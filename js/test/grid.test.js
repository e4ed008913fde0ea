import { describe, expect, test } from "vitest";
import { reach } from "../src/views/landscape/criteria.js";
import { areas, borders, hatch } from "../src/views/landscape/regions.js";
import { fills } from "../src/views/landscape/tints.js";
import { part } from "../src/words/index.js";

/** @type {import("../src/dom/theme.js").Scheme[]} */
const SCHEMES = ["light", "dark"];

describe("a grid of labels", () => {
  const labels = Uint8Array.of(0, 0, 1, 0, 2, 2, 2, 2, 2);

  test("is one path a label, a box for each run", () => {
    expect(Object.fromEntries(areas(labels, 3))).toEqual({
      0: "M0 0H2V1H0zM0 1H1V2H0z",
      1: "M2 0H3V1H2z",
      2: "M1 1H3V2H1zM0 2H3V3H0z",
    });
  });

  test("covers every cell once", () => {
    const size = 16;
    const random = Uint8Array.from({ length: size * size }, (_, i) => ((i * 7919) >> 3) % 4);
    const seen = new Array(size * size).fill(null);
    for (const [label, path] of areas(random, size)) {
      for (const [, from, row, to] of path.matchAll(/M(\d+) (\d+)H(\d+)/g)) {
        for (let col = Number(from); col < Number(to); col++) {
          expect(seen[Number(row) * size + col]).toBeNull();
          seen[Number(row) * size + col] = label;
        }
      }
    }
    expect(seen).toEqual([...random]);
  });

  test("has lines where neighbours differ, joined where they meet", () => {
    expect(borders(Uint8Array.of(0, 1, 0, 1), 2)).toBe("M1 0V2");
    expect(borders(Uint8Array.of(0, 0, 1, 1), 2)).toBe("M0 1H2");
    expect(borders(Uint8Array.of(5, 5, 5, 5), 2)).toBe("");
  });

  test("is hatched where it is asked", () => {
    expect(hatch(Uint8Array.of(0, 255, 0, 255), 2, 255)).toBe("M1 0l1 1M1 1l1 1");
  });
});

describe("fills", () => {
  test.each(SCHEMES)("are the best's own, and apart for the largest others, %s", (scheme) => {
    const shares = [0.01, 0.001, 0.4, 0.2, 0.1, 0.09, 0.08, 0.07, 0.002];
    const found = fills(shares, scheme);
    expect(found.filter((fill) => fill === found[0])).toHaveLength(1);
    const large = found.slice(2, 8);
    expect(new Set(large).size).toBe(6);
    expect(found[1]).toBe(found[8]);
    expect(large).not.toContain(found[1]);
    expect(fills([], scheme)).toEqual([]);
  });
});

test("the scale of a criterion shows the way to the least, however bad the worst", () => {
  const [low, high] = reach([100, 110, 120, 130, 5000]);
  expect(low).toBeLessThan(100);
  expect(high).toBeGreaterThan(130);
  expect(high).toBeLessThan(200);
  for (const few of [[], [7], [7, 7], [0]]) {
    const [from, to] = reach(few);
    expect(to).toBeGreaterThan(from);
  }
});

test("a share is never rounded to nothing or to all", () => {
  expect([0, 0.0004, 0.014, 0.5, 0.994, 0.9999, 1].map(part)).toEqual([
    "0%",
    "<1%",
    "1%",
    "50%",
    ">99%",
    ">99%",
    "100%",
  ]);
});
