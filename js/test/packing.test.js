import { describe, expect, test } from "vitest";
import { decodeViewData } from "../src/kernel/viewdata.js";
import { encodeFilm } from "./helpers/film.js";

const picture = (header = {}, magic = "GMMP") =>
  encodeFilm(
    { view: "density", ...header },
    { grid: { dtype: "float64", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } },
    { magic },
  );

describe("a picture", () => {
  test("names its view, and holds arrays with their shapes", () => {
    const { view, share, has, section, shape } = decodeViewData(picture());
    expect([view, share, has("grid"), has("rest")]).toEqual(["density", 1, true, false]);
    expect([...section("grid")]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(shape("grid")).toEqual([2, 3]);
  });

  test("of unfinished work says how much of it is done", () => {
    expect(decodeViewData(picture({ share: 0.25 })).share).toBe(0.25);
  });

  test("is not a film, and says so", () => {
    expect(() => decodeViewData(picture({}, "GMMF"))).toThrow("not a picture");
  });

  test("cut short says what breaks off", () => {
    const bytes = picture();
    const read = decodeViewData(bytes.slice(0, bytes.length - 8));
    expect(() => read.section("grid")).toThrow("the picture's grid break off");
    expect(() => decodeViewData(bytes.slice(0, 40))).toThrow("the picture breaks off");
  });
});
