// The films that Python wrote, read here; tests/contract writes and checks the same files.
// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFilm } from "../src/kernel/film.js";
import { decodeLikeliest } from "../src/kernel/labels.js";

const FOLDER = join(import.meta.dirname, "..", "..", "tests", "contract", "fixtures");
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".film"))
  .map((file) => file.slice(0, -5));

test("there are films to read", () => {
  expect(names.length).toBeGreaterThan(0);
});

describe.each(names)("%s", (name) => {
  const bytes = readFileSync(join(FOLDER, `${name}.film`));
  const { header, sections } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  const film = decodeFilm(bytes);
  const frames = sections.log_likelihoods.length;
  /** @type {[number, number]} */
  const axes = [0, 1];

  test("the header", () => {
    expect([film.n, film.d, film.K, film.T]).toEqual([header.n, header.d, header.K, header.T]);
    expect([film.short, film.status, film.maxIter]).toEqual([
      header.short,
      header.status,
      header.max_iter,
    ]);
    expect([film.component, film.point]).toEqual([header.component, header.point]);
    expect(film.narrowing).toEqual(header.narrowing);
    expect([film.fault, film.agreement]).toEqual([header.fault, header.agreement]);
  });

  test("every mixture, to the last bit", () => {
    for (let f = 0; f < frames; f++) {
      expect(film.means(f)).toEqual(sections.means[f]);
      film.mixture(f, axes).forEach(({ mean, covariance, weight, state }, k) => {
        expect(mean).toEqual(axes.map((i) => sections.means[f][k][i]));
        const matrix = sections.covariances[f][k];
        expect(covariance).toEqual({ a: matrix[0][0], b: matrix[0][1], c: matrix[1][1] });
        expect(weight).toBe(sections.weights[f][k]);
        expect(state).toBe(header.states[sections.states[f][k]]);
      });
    }
  });

  test("log-likelihoods, gains and undecided counts", () => {
    expect(Array.from(film.logLikelihoods)).toEqual(sections.log_likelihoods);
    expect(sections.gains.map((_, f) => film.gain(f))).toEqual(sections.gains);
    sections.undecided.forEach((count, cursor) => {
      expect(film.undecided(cursor)).toBe(count);
    });
  });

  test("responsibilities, at the cursors that show them", () => {
    const seen = sections.responsibilities ?? [];
    expect(film.shares(0)).toBeNull();
    seen.forEach((rows, index) => {
      const cursors = header.short ? [1] : [2 * index + 1, 2 * index + 2];
      for (const cursor of cursors) {
        expect(Array.from(film.shares(cursor).values)).toEqual(rows.flat());
        expect(film.shares(cursor).whole).toBe(65535);
      }
    });
  });

  test("the sentences", () => {
    for (let cursor = 0; cursor <= film.last; cursor++) {
      const { lead, body, next } = film.sentence(cursor);
      expect(`${lead}${body}${next}`).not.toContain("{");
      const usual = cursor === 2 * film.T ? "end" : cursor === 0 ? "start" : cursor % 2 ? "E" : "M";
      const moment = cursor === header.fault?.cursor ? "fault" : usual;
      expect(body).toBe(
        header.sentences[moment].body.replaceAll("{iteration}", Math.ceil(cursor / 2)),
      );
    }
  });
});

test("whose the points are: labels, certainties, and of which E-step", () => {
  const bytes = readFileSync(join(FOLDER, "whose.likeliest"));
  const kept = JSON.parse(readFileSync(join(FOLDER, "whose.json"), "utf8"));
  const { K, iteration, labels, certainties } = decodeLikeliest(bytes);
  expect({ K, iteration }).toEqual({ K: kept.header.K, iteration: kept.header.iteration });
  expect(Array.from(labels)).toEqual(kept.labels);
  expect(Array.from(certainties)).toEqual(kept.certainties);
  expect(() => decodeLikeliest(bytes.subarray(0, 40))).toThrow();
  expect(() => decodeLikeliest(readFileSync(join(FOLDER, `${names[0]}.film`)))).toThrow(
    "not a colouring",
  );
});
