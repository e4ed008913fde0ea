import { expect, test } from "vitest";
import { alike, covarianceOf, ellipse, inUnits, onScreen, rim } from "../src/geometry/ellipse.js";

test("half-axes are square roots of eigenvalues", () => {
  expect(ellipse({ a: 9, b: 0, c: 4 })).toEqual({ rx: 3, ry: 2, angle: 0 });
});

test("[[2, 1], [1, 2]] has eigenvalues 3 and 1 and leans by 45 degrees", () => {
  const { rx, ry, angle } = ellipse({ a: 2, b: 1, c: 2 });
  expect(rx).toBeCloseTo(Math.sqrt(3), 12);
  expect(ry).toBeCloseTo(1, 12);
  expect(angle).toBeCloseTo(Math.PI / 4, 12);
});

test("a tall one has its major axis upright", () => {
  const { rx, ry, angle } = ellipse({ a: 1, b: 0, c: 16 });
  expect([rx, ry]).toEqual([4, 1]);
  expect(Math.abs(angle)).toBeCloseTo(Math.PI / 2, 12);
});

test("a circle leans nowhere, and rounding below zero is no NaN", () => {
  expect(ellipse({ a: 1, b: 0, c: 1 })).toEqual({ rx: 1, ry: 1, angle: 0 });
  expect(ellipse({ a: 1, b: 1 + 1e-15, c: 1 }).ry).toBe(0);
});

test("under unequal scales the screen's ellipse is that of the screen's covariance", () => {
  // Old Faithful-like: x in minutes at 150 px a unit, y at 7 px. The image of the unit circle's
  // points under the covariance's Cholesky factor must lie on the drawn outline.
  const [sx, sy] = [150, 7];
  const covariance = { a: 0.17, b: 0.94, c: 36 };
  const { rx, ry, angle } = ellipse(onScreen(covariance, sx, sy));
  const l11 = Math.sqrt(covariance.a);
  const l21 = covariance.b / l11;
  const l22 = Math.sqrt(covariance.c - l21 * l21);
  for (let turn = 0; turn < 6.28; turn += 0.1) {
    const [u, v] = [Math.cos(turn), Math.sin(turn)];
    const [x, y] = [sx * l11 * u, -sy * (l21 * u + l22 * v)];
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    const across = -x * Math.sin(angle) + y * Math.cos(angle);
    expect((along / rx) ** 2 + (across / ry) ** 2).toBeCloseTo(1, 9);
  }
});

test("the rim lies in the asked direction, n sigmas out", () => {
  const shape = ellipse({ a: 4, b: 0, c: 1 });
  expect(rim(shape, 2, 0)[0]).toBeCloseTo(4, 12);
  expect(rim(shape, 1, Math.PI / 2)[1]).toBeCloseTo(1, 12);
  const [x, y] = rim(ellipse({ a: 2, b: 1, c: 3 }), 2, 0.9);
  expect(Math.atan2(y, x)).toBeCloseTo(0.9, 9);
});

test("a covariance is rebuilt from its ellipse: R diag(a², b²) Rᵀ", () => {
  const tilted = covarianceOf({ rx: Math.sqrt(3), ry: 1, angle: Math.PI / 4 });
  expect([tilted.a, tilted.b, tilted.c].map((v) => v.toFixed(12))).toEqual([
    "2.000000000000",
    "1.000000000000",
    "2.000000000000",
  ]);
  for (const covariance of [
    { a: 0.17, b: 0.94, c: 36 },
    { a: 4, b: -1.9, c: 1 },
    { a: 1, b: 0, c: 1 },
  ]) {
    expect(alike(covarianceOf(ellipse(covariance)), covariance)).toBe(true);
  }
});

test("a quarter turn with the half-axes exchanged is the same covariance", () => {
  const one = covarianceOf({ rx: 5, ry: 2, angle: 0.3 });
  const other = covarianceOf({ rx: 2, ry: 5, angle: 0.3 + Math.PI / 2 });
  expect(alike(one, other)).toBe(true);
  expect(alike(one, covarianceOf({ rx: 5, ry: 2, angle: 0.301 }))).toBe(false);
});

test("what is drawn under unequal scales comes back in data units", () => {
  const covariance = { a: 0.17, b: 0.94, c: 36 };
  const there = ellipse(onScreen(covariance, 150, 7));
  const back = inUnits(covarianceOf(there), 150, 7);
  for (const entry of ["a", "b", "c"]) expect(back[entry]).toBeCloseTo(covariance[entry], 10);
});
