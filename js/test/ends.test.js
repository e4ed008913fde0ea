import { describe, expect, test } from "vitest";
import { covarianceOf } from "../src/geometry/ellipse.js";
import { geometry } from "../src/geometry/scale.js";
import { along, end, free, limits, pose, pulled, resized } from "../src/gestures/axisends.js";

const PLOT = { ...geometry(400, [0, 1], [0, 1]), width: 400, top: 0, bottom: 300 };
const CENTRE = { x: 200, y: 150 };
const anywhere = () => true;
/** @type {import("../src/gestures/axisends.js").Pose} */
const lying = { rx: 30, ry: 20, angle: 0.4, side: -1 };
const range = limits(PLOT);

/** @type {import("../src/gestures/axisends.js").Axis[]} */
const AXES = [0, 1];

/** Where the end of an axis is, from the centre. */
const tip = (shape, axis) => {
  const { angle, reach } = end(shape, axis, CENTRE, PLOT);
  return along({ x: 0, y: 0 }, angle, reach);
};

describe("the ends of an ellipse", () => {
  test("are two sigmas out on each axis, a quarter turn apart", () => {
    const [long, short] = [tip(lying, 0), tip(lying, 1)];
    expect(Math.hypot(long.x, long.y)).toBeCloseTo(60, 9);
    expect(Math.hypot(short.x, short.y)).toBeCloseTo(40, 9);
    expect(long.x * short.x + long.y * short.y).toBeCloseTo(0, 9);
  });

  test("are at first the upper ones, and the right one of a level axis", () => {
    for (const angle of [-1.5, -0.7, 0.7, 1.5]) {
      const found = pose({ rx: 30, ry: 20, angle }, undefined, anywhere);
      expect(tip(found, 0).y).toBeLessThan(0);
      expect(tip(found, 1).y).toBeLessThan(0);
    }
    expect(tip(pose({ rx: 30, ry: 20, angle: 0 }, undefined, anywhere), 0).x).toBeCloseTo(60, 9);
  });

  test("stay where they are while the ellipse is the same, whichever axis is the longer", () => {
    const swapped = { rx: 20, ry: 30, angle: 0.4 + Math.PI / 2 };
    expect(pose(swapped, lying, anywhere)).toBe(lying);
  });

  test("follow an ellipse that turns, all the way round", () => {
    let at = lying;
    for (let turn = 0.4; turn < 7; turn += 0.3) {
      const before = tip(at, 0);
      at = pose({ rx: 30, ry: 20, angle: Math.atan(Math.tan(turn)) }, at, anywhere);
      const after = tip(at, 0);
      expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(30);
    }
  });

  test("go to the other side where they could not be got at", () => {
    const near = { x: 200, y: 40 };
    const upright = { rx: 40, ry: 20, angle: Math.PI / 2 };
    const found = pose(upright, undefined, free(near, [near], PLOT));
    expect(Math.sin(found.angle)).toBeCloseTo(1, 9);
    const badge = along(near, found.angle, 80);
    const again = pose(upright, undefined, free(CENTRE, [CENTRE, badge], PLOT));
    expect(Math.sin(again.angle)).toBeCloseTo(-1, 9);
  });

  test("of a tiny or a huge ellipse are drawn where they can be grabbed beside the mean", () => {
    const tiny = end({ ...lying, rx: 0.01, ry: 0.01 }, 0, CENTRE, PLOT);
    expect(tiny.reach).toBeCloseTo(0.02, 9);
    expect(tiny.shown).toBeGreaterThanOrEqual(22 + 12);
    const huge = end({ ...lying, rx: 900, angle: 0 }, 0, CENTRE, PLOT);
    expect([huge.reach, huge.shown]).toEqual([1800, 200]);
  });
});

describe("a pull", () => {
  test("on the long end stretches and turns, and leaves the other axis alone", () => {
    const to = pulled(lying, 0, { x: 0, y: -100 }, 0, range);
    expect([to.rx, to.ry]).toEqual([50, 20]);
    expect(to.angle).toBeCloseTo(-Math.PI / 2, 12);
    expect(tip(to, 0).y).toBeCloseTo(-100, 9);
    const { a, c } = covarianceOf(to);
    expect([a, c].map(Math.round)).toEqual([400, 2500]);
  });

  test("on the other end only moves it along its own axis", () => {
    const { x, y } = tip(lying, 1);
    const to = pulled(lying, 1, { x: 1.5 * x - y, y: 1.5 * y + x }, 0, range);
    expect([to.rx, to.angle]).toEqual([30, 0.4]);
    expect(to.ry).toBeCloseTo(30, 9);
  });

  test("of nothing changes nothing, where the end is drawn further out, too", () => {
    const small = { ...lying, rx: 8, ry: 5 };
    for (const axis of AXES) {
      const { angle, reach, shown } = end(small, axis, CENTRE, PLOT);
      const to = along({ x: 0, y: 0 }, angle, shown);
      const same = pulled(small, axis, to, shown - reach, range);
      expect([same.rx, same.ry, same.angle].map((v) => v.toFixed(9))).toEqual(
        [8, 5, 0.4].map((v) => v.toFixed(9)),
      );
    }
  });

  test("ends at what can be seen, and at the size of the plot", () => {
    expect(pulled(lying, 0, { x: 1, y: 0 }, 0, range)).toMatchObject({ rx: 3, angle: 0.4 });
    expect(pulled(lying, 0, { x: 9999, y: 0 }, 0, range).rx).toBe(250);
    expect(pulled(lying, 1, { x: 0, y: 9999 }, 0, range).ry).toBe(3);
    expect(resized({ ...lying, rx: 1e-9 }, range).rx).toBe(3);
  });
});
