// The pictures that Python wrote, read here; tests/contract writes and checks the same files.
// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeViewData } from "../src/kernel/viewdata.js";

const FOLDER = join(import.meta.dirname, "..", "..", "tests", "contract", "fixtures");
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".picture"))
  .map((file) => file.slice(0, -8));

test("there is a picture of every view but EM", () => {
  const views = names.map((name) => decodeViewData(readFileSync(join(FOLDER, `${name}.picture`))));
  const found = new Set(views.map(({ view }) => view));
  expect([...found].sort()).toEqual(["basins", "components", "density", "k-means", "restarts"]);
});

describe.each(names)("%s", (name) => {
  const { header, sections } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  const picture = decodeViewData(readFileSync(join(FOLDER, `${name}.picture`)));

  test("the header", () => {
    const { sections: places, ...rest } = picture.header;
    expect(rest).toEqual(header);
    expect(Object.keys(places)).toEqual(Object.keys(sections));
    expect(picture.view).toBe(header.view);
  });

  test("every number, and how the numbers are laid out", () => {
    for (const [section, values] of Object.entries(sections)) {
      expect(picture.has(section)).toBe(true);
      const shape = picture.shape(section);
      expect(picture.section(section)).toHaveLength(shape.reduce((size, side) => size * side, 1));
      expect([...picture.section(section)]).toEqual(values.flat(shape.length - 1));
    }
  });
});
