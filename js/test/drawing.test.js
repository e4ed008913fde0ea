// What Python's still pictures draw as the front end does: the same questions, the same answers.
// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mixer, NEUTRAL, PALETTE, textOn } from "../src/geometry/colour.js";
import { keepInside, separate } from "../src/geometry/declutter.js";
import { ellipse, onScreen, rim } from "../src/geometry/ellipse.js";
import { apart, geometry, reach, widened } from "../src/geometry/scale.js";
import { radius } from "../src/plot/points.js";
import { coordinate, number, tickLabels } from "../src/words/numbers.js";

const FILE = join(import.meta.dirname, "..", "..", "tests", "contract", "drawing.json");
/** @typedef {{[name: string]: any}} Case */
/**
 * @type {{
 *   palette: Case, neutral: string, text: {[colour: string]: string}, blends: Case[],
 *   frames: Case[], geometries: ({given: Parameters<typeof geometry>} & Case)[], numbers: [number, number, string][],
 *   coordinates: [number, number, string][],
 *   spreads: Case[], ellipses: Case[], radii: [number, number, number][],
 * }}
 */
const kept = JSON.parse(readFileSync(FILE, "utf8"));

/** The same but for the last bits. */
function expectClose(found, wanted) {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(1e-9 + 1e-9 * Math.abs(wanted[i]));
  });
}

test("the palettes", () => {
  expect(PALETTE).toEqual(kept.palette);
  expect(NEUTRAL).toEqual(kept.neutral);
});

test("words on colours", () => {
  for (const [colour, wanted] of Object.entries(kept.text)) expect(textOn(colour)).toBe(wanted);
});

test.each(kept.blends)("blends of $colours", ({ colours, shares, fills }) => {
  const table = [];
  const mix = mixer(colours, table);
  expect(shares.map((row) => table[mix(row, 0, 1)].css)).toEqual(fills);
});

test.each(kept.frames)("the ranges of $data with the start's $means", (wanted) => {
  const mixture = wanted.means.map((mean, k) => {
    const [[a, b], [, c]] = wanted.covariances[k];
    return { mean, covariance: { a, b, c }, weight: 1 };
  });
  const reached = reach(mixture);
  expectClose(reached.flat(), wanted.reach.flat());
  expectClose(
    wanted.data.flatMap((data, i) => widened(data, reached[i])),
    wanted.ranges.flat(),
  );
});

describe.each(kept.geometries)("a plot of $given", (wanted) => {
  const plot = geometry(...wanted.given);

  test("its size and its scales", () => {
    expectClose([plot.width, plot.height, plot.top, plot.bottom], wanted.size);
    expectClose([...plot.xDomain, ...plot.yDomain], wanted.domains.flat());
    expect(plot.equal).toBe(wanted.equal);
    const [x, atX, y, atY] = wanted.pixel;
    expectClose([plot.x(x), plot.y(y)], [atX, atY]);
  });

  test("its ticks and their labels", () => {
    const { xTicks, yTicks } = plot;
    expectClose([...xTicks, ...yTicks], wanted.ticks.flat());
    const labels = [xTicks, yTicks].map(tickLabels);
    expect(labels).toEqual(wanted.labels);
    const placed = xTicks.map((value, i) => ({ at: plot.x(value), label: labels[0][i] }));
    const shown = apart(placed, plot.width);
    expect(shown.map(({ label }) => label)).toEqual(wanted.apart.map(([, label]) => label));
    expectClose(
      shown.map(({ at }) => at),
      wanted.apart.map(([at]) => at),
    );
  });

  test("where a mean beyond its edge waits", () => {
    for (const [x, y, ...place] of wanted.within) {
      expect(Object.values(keepInside(plot, x, y))).toEqual(place);
    }
  });
});

test.each(kept.numbers)("%f with %i digits", (value, digits, wanted) => {
  expect(number(value, digits)).toBe(wanted);
});

test.each(kept.coordinates)("the coordinate %f with %i digits", (value, digits, wanted) => {
  expect(coordinate(value, digits)).toBe(wanted);
});

test.each(kept.spreads)("numbers on means at $places", ({ places, apart }) => {
  const found = separate(
    places.map(([x, y]) => ({ x, y })),
    null,
  );
  expectClose(
    found.flatMap(({ x, y }) => [x, y]),
    apart.flat(),
  );
});

test.each(kept.ellipses)("the ellipse of $given", ({ given, shape, rims }) => {
  const [[[a, b], [, c]], sx, sy] = given;
  const found = ellipse(onScreen({ a, b, c }, sx, sy));
  expectClose([found.rx, found.ry, found.angle], shape);
  for (const [sigmas, way, ...at] of rims) expectClose(rim(found, sigmas, way), at);
});

test.each(kept.radii)("%i points in %i pixels", (n, width, wanted) => {
  expect(radius(n, width)).toBe(wanted);
});
