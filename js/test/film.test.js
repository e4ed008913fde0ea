import { describe, expect, test } from "vitest";
import { decodeFilm } from "../src/kernel/film.js";
import { decodeArray } from "../src/kernel/packing.js";
import { encodeFilm, packed, toyFilm } from "./helpers/film.js";

/** The same bytes, but `shift` into a larger buffer, as a message's buffers may come. */
function shifted(bytes, shift) {
  const room = new Uint8Array(bytes.length + shift + 5);
  room.set(bytes, shift);
  return new DataView(room.buffer, shift, bytes.length);
}

describe("a whole film", () => {
  const film = decodeFilm(toyFilm({ K: 2, T: 3 }));

  test("has one frame an iteration and two cursors between them", () => {
    expect([film.n, film.d, film.K, film.T, film.last]).toEqual([5, 2, 2, 3, 6]);
    expect([0, 1, 2, 3, 4, 5, 6].map(film.frame)).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  test("gives means, covariances, weights and states of a frame", () => {
    const [, second] = film.mixture(2, [0, 1]);
    expect(second).toEqual({
      mean: [1.2, 2.2],
      covariance: { a: 3, b: 0, c: 0.25 },
      weight: 0.5,
      state: "moving",
    });
  });

  test("gives the shown pair of columns in the asked order", () => {
    const [, second] = film.mixture(2, [1, 0]);
    expect(second.mean).toEqual([2.2, 1.2]);
    expect(second.covariance).toEqual({ a: 0.25, b: 0, c: 3 });
  });

  test("shows R_t after the E-step and after the M-step of iteration t, and none at the start", () => {
    const first = (cursor) => film.shares(cursor).values[0] / film.shares(cursor).whole;
    expect(film.shares(0)).toBeNull();
    expect([1, 2, 5, 6].map(first).map((v) => v.toFixed(3))).toEqual([
      "0.250",
      "0.250",
      "0.750",
      "0.750",
    ]);
  });

  test("gives the same shares object for the same iteration, so that nothing is painted twice", () => {
    expect(film.shares(3)).toBe(film.shares(4));
  });

  test("narrates: start, E, M, end, with the iteration filled in", () => {
    expect([0, 1, 2, 6].map((c) => film.sentence(c).lead)).toEqual([
      "Start.",
      "E-step, iteration 1.",
      "M-step, iteration 1.",
      "Converged after iteration 3.",
    ]);
  });
});

test("rows stand for themselves unless the header says how many points they stand for", () => {
  expect(decodeFilm(toyFilm())).toMatchObject({ n: 5, total: 5, cells: false });
  const cells = toyFilm({ total: 1e7, cells: true });
  expect(decodeFilm(cells)).toMatchObject({ n: 5, total: 1e7, cells: true });
});

describe("a short film", () => {
  const film = decodeFilm(toyFilm({ T: 3, short: true }));

  test("holds the start, its first E-step and the end", () => {
    expect([film.short, film.T, film.last, film.finalFrame]).toEqual([true, 3, 1, 1]);
    expect(film.frame(1)).toBe(0);
    expect(film.shares(1).values).toHaveLength(10);
    expect(film.mixture(film.finalFrame, [0, 1])[0].mean).toEqual([0.3, 0.3]);
  });
});

test("a fit that never began has one frame, which is its end", () => {
  const film = decodeFilm(toyFilm({ T: 0, status: "degenerate" }));
  expect([film.last, film.frame(0), film.shares(0)]).toEqual([0, 0, null]);
  expect(film.sentence(0).lead).toBe("Converged after iteration 0.");
});

test("a film without responsibilities says so", () => {
  const film = decodeFilm(toyFilm({ shares: false }));
  expect(film.hasShares).toBe(false);
  expect(film.shares(3)).toBeNull();
});

test.each([0, 1, 3, 4, 8])("bytes that begin at offset %i of a buffer read the same", (shift) => {
  const film = decodeFilm(shifted(toyFilm(), shift));
  expect(film.mixture(1, [0, 1])[1].mean).toEqual([1.1, 2.1]);
});

test("an ArrayBuffer and a typed array do as well as a DataView", () => {
  const bytes = toyFilm();
  expect(decodeFilm(bytes.buffer).T).toBe(3);
  expect(decodeFilm(bytes).T).toBe(3);
});

describe("bytes that are no film", () => {
  test("wrong magic", () => {
    expect(() => decodeFilm(encodeFilm({}, {}, { magic: "GMMX" }))).toThrow("not a film");
  });
  test("nothing at all", () => {
    expect(() => decodeFilm(new Uint8Array(3))).toThrow("not a film");
  });
  test("another version", () => {
    expect(() => decodeFilm(encodeFilm({}, {}, { version: 2 }))).toThrow("film version 2, not 1");
  });
  test("cut short", () => {
    expect(() => decodeFilm(toyFilm().slice(0, 400))).toThrow("breaks off");
    const whole = toyFilm();
    expect(() => decodeFilm(whole.slice(0, whole.length - 16))).toThrow("break off");
  });
});

describe("an array trait", () => {
  test("is read wherever its bytes begin", () => {
    const { shape, data } = packed([
      [1, 2],
      [3, 4],
    ]);
    const odd = { shape, data: shifted(new Uint8Array(data.buffer), 3) };
    expect([...decodeArray(odd).values]).toEqual([1, 2, 3, 4]);
  });
  test("is nothing when it is missing or does not fit its shape", () => {
    expect(decodeArray(null)).toBeNull();
    expect(decodeArray({ shape: [3, 3], data: new ArrayBuffer(8) })).toBeNull();
  });
});
