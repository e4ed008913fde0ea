import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as words from "../src/words/index.js";
import { number } from "../src/words/numbers.js";

test("numbers have a true minus sign and thin spaces between thousands", () => {
  expect(number(-2368.38, 1)).toBe("−2\u2009368.4");
  expect(number(1234567, 0)).toBe("1\u2009234\u2009567");
  expect(number(999.5, 1)).toBe("999.5");
  expect(number(0.003125, 4)).toBe("0.0031");
});

test("a minute number among minute ones is a power of ten", () => {
  expect(number(-4.51e-7, 9)).toBe("−4.51×10⁻⁷");
  expect(number(0, 9)).toBe("0");
});

test("zero has no sign", () => {
  expect(number(-0.04, 1)).toBe("0.0");
});

test("decimals are not grouped", () => {
  expect(number(0.12345678, 8)).toBe("0.12345678");
});

test("a number beyond all measure stays short, and none at all is a dash", () => {
  expect(number(-1.5e12, 1)).toBe("−1.500×10¹²");
  expect(number(Number.NaN, 1)).toBe("–");
});

test.each([
  [1, "Finding one Gaussian with EM"],
  [3, "Finding three Gaussians with EM"],
  [10, "Finding ten Gaussians with EM"],
])("the title of %i", (k, title) => {
  expect(words.title(k)).toBe(title);
});

test("a gain shows that it is still above zero", () => {
  expect(words.gained(21.63, 4)).toBe("+21.6 in iteration 4");
  expect(words.gained(0.0031, 4)).toBe("+0.0031 in iteration 4");
  expect(words.gained(0.0000231, 4)).toBe("+0.000023 in iteration 4");
  expect(words.gained(0.000000123, 4)).toBe("+1.2×10⁻⁷ in iteration 4");
  expect(words.gained(0, 4)).toBe("+0.0 in iteration 4");
  expect(words.gained(-0.5, 4)).toBe("−0.5 in iteration 4");
});

test("a size that shrinks to nothing keeps a digit", () => {
  expect(words.size(1.234, 0.71, 1)).toBe("1.2 × 0.7");
  expect(words.size(0.5, 0.03, 1)).toBe("0.5 × 0.03");
  expect(words.size(0.5, 2.2e-9, 1)).toBe("0.5 × 2×10⁻⁹");
  expect(words.size(0, 0, 1)).toBe("0.0 × 0.0");
});

test("a place is said as x and y", () => {
  expect(words.place([-2.6912, 1.0551], [1, 1])).toBe("x −2.69, y 1.06");
});

test("an inspected point names its owners, the likeliest first, and nobody with nothing", () => {
  expect(words.inspected("Point 17", [0.41, 0.59, 0.001], "")).toBe(
    "Point 17: 59% component 2, 41% component 1",
  );
  expect(words.inspected("Point 3", null, "Not known yet.")).toBe("Point 3: Not known yet.");
});

test("the timeline says which half-step it is", () => {
  expect([0, 1, 2, 17].map((cursor) => words.moment(cursor))).toEqual([
    "Start",
    "Iteration 1, after E-step",
    "Iteration 1, after M-step",
    "Iteration 9, after E-step",
  ]);
});

test("the plot's summary names points, axes and components", () => {
  /** @type {{weight: number, mean: [number, number]}} */
  const component = { weight: 0.36, mean: [2.04, 54.5] };
  expect(words.summary("272 points", ["eruptions", "waiting"], [component], [2, 1])).toBe(
    "Scatter plot of 272 points, eruptions by waiting, with 1 Gaussian ellipse. " +
      "Component 1: weight 36%, mean 2.04, 54.5.",
  );
});

describe("rows that stand for more than one point", () => {
  const plain = { n: 272, total: 272, cells: false };
  const weighted = { n: 272, total: 80.5, cells: false };
  const cells = { n: 98123, total: 1e7, cells: true };

  test("are counted as what they are", () => {
    expect(words.counted(plain)).toBe("272 points");
    expect(words.counted(weighted)).toBe("272 weighted points");
    expect(words.counted(cells)).toBe("10\u2009000\u2009000 points in 98\u2009123 cells");
  });

  test("are undecided out of all the points", () => {
    expect(words.undecided(1234, cells.total)).toMatchObject({
      count: "1\u2009234",
      rest: "of 10\u2009000\u2009000",
    });
    expect(words.undecided(12.25, weighted.total)).toMatchObject({
      count: "12.3",
      rest: "of 80.5",
    });
  });

  test("are inspected by number and weight", () => {
    expect(words.inspectedRow(17, plain, undefined)).toBe("Point 17");
    expect(words.inspectedRow(17, weighted, 2.5)).toBe("Point 17 (weight 2.5)");
    expect(words.inspectedRow(17, cells, 1203)).toBe("Cell 17 (1\u2009203 points)");
    expect(words.inspectedRow(17, cells, 1)).toBe("Cell 17 (1 point)");
    expect(words.question(cells, 1203)).toBe("Where do these 1\u2009203 points come from?");
    expect(words.question(weighted, 2.5)).toBe("Where does this point come from?");
  });
});

describe("the sources", () => {
  const folder = join(import.meta.dirname, "..", "src");
  const sources = readdirSync(folder, { encoding: "utf8", recursive: true })
    .filter((file) => file.endsWith(".js"))
    .map((file) => [file, readFileSync(join(folder, file), "utf8")]);

  // The one logarithm is that of an axis.
  const others = sources.filter(([file]) => file !== "geometry/scale.js");
  test.each(others)("%s does no statistics: those are Python's", (_, text) => {
    expect(text).not.toMatch(/Math\.(log|exp)/);
  });

  test.each(sources)(
    "%s looks for nothing in the document: it may be in a shadow root",
    (_, text) => {
      expect(text).not.toMatch(/document\.(querySelector|getElement)|\bid:/);
    },
  );

  test.each(sources)("%s has no state of its own: hosts may share modules", (_, text) => {
    expect(text).not.toMatch(/^let /m);
  });
});
