import { describe, expect, test } from "vitest";
import { borders } from "../src/views/kmeans/voronoi.js";

/** @typedef {import("../src/views/kmeans/voronoi.js").Point} Point */

/** @type {import("../src/views/kmeans/voronoi.js").Range} */
const X = [0, 10];
/** @type {import("../src/views/kmeans/voronoi.js").Range} */
const Y = [-5, 5];
const squared = ([x, y], [u, v]) => (x - u) ** 2 + (y - v) ** 2;
const inside = ([x, y]) => x > -1e-9 && x < 10 + 1e-9 && y > -5 - 1e-9 && y < 5 + 1e-9;
/** @type {(edge: [Point, Point], t: number) => Point} */
const along = ([[x, y], [u, v]], t) => [x + t * (u - x), y + t * (v - y)];

/** A fixed, rough set of places. @type {(count: number, seed: number) => Point[]} */
const scattered = (count, seed) =>
  Array.from({ length: count }, (_, k) => [
    10 * ((Math.sin(seed + 12.9898 * (k + 1)) * 43758.5453) % 1) ** 2,
    10 * ((Math.sin(seed + 78.233 * (k + 1)) * 12543.123) % 1) ** 2 - 5,
  ]);

test("one centre has no border, and centres in one place have none between them", () => {
  expect(borders([[3, 1]], X, Y)).toEqual([]);
  expect(borders([[3, 1], [3, 1]], X, Y)).toEqual([]); // biome-ignore format: two places
});

test("between two centres it is half-way, from edge to edge of the plot", () => {
  const [[from, to], ...more] = borders([[2, 0], [6, 0]], X, Y); // biome-ignore format: two places
  expect(more).toEqual([]);
  expect([from, to].sort((a, b) => a[1] - b[1])).toEqual([
    [4, -5],
    [4, 5],
  ]);
});

test("there is none where two centres meet beyond the plot", () => {
  expect(borders([[20, 0], [40, 0]], X, Y)).toEqual([]); // biome-ignore format: two places
});

describe.each([2, 3, 5, 10])("%i centres", (count) => {
  test.each([1, 2, 3, 4])("no third is nearer anywhere on an edge (%i)", (seed) => {
    const centres = scattered(count, seed);
    const edges = borders(centres, X, Y);
    expect(edges.length).toBeGreaterThan(0);
    for (const edge of edges) {
      for (const t of [0, 0.3, 1]) {
        const place = along(edge, t);
        expect(inside(place)).toBe(true);
        const [first, second] = centres.map((c) => squared(place, c)).sort((a, b) => a - b);
        expect(second - first).toBeLessThan(1e-9 * (1 + first));
      }
    }
  });

  test.each([1, 2, 3, 4])("wherever the nearest centre changes, there is an edge (%i)", (seed) => {
    const centres = scattered(count, seed);
    const edges = borders(centres, X, Y);
    const nearest = (place) => {
      const all = centres.map((c) => squared(place, c));
      return all.indexOf(Math.min(...all));
    };
    const step = 0.1;
    for (let y = -4.95; y < 5; y += 0.37) {
      for (let x = 0; x + step <= 10; x += step) {
        if (nearest([x, y]) === nearest([x + step, y])) continue;
        const crossed = edges.some(([[x1, y1], [x2, y2]]) => {
          const t = (y - y1) / (y2 - y1);
          const at = x1 + t * (x2 - x1);
          return t >= -1e-9 && t <= 1 + 1e-9 && at >= x - 1e-9 && at <= x + step + 1e-9;
        });
        expect(crossed).toBe(true);
      }
    }
  });
});
