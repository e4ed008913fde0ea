import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { edited } from "../src/state/editedpoints.js";
import { createStore } from "../src/state/store.js";
import { POINTS, packed } from "./helpers/film.js";
import { fakeModel, filmTrait } from "./helpers/model.js";

let model;
let store;

function open(traits) {
  store?.destroy();
  model = fakeModel(traits);
  store = createStore(model);
}
beforeEach(() => {
  vi.useFakeTimers();
  open();
});
afterEach(() => {
  store.destroy();
  vi.useRealTimers();
});

const shown = () => store.snapshot();
const add = (x, y) => ({ op: "add", at: [x, y] });
const rowsOf = ({ values, n, d }) =>
  Array.from({ length: n }, (_, i) => [...values.slice(i * d, (i + 1) * d)]);

describe("points with edits on top", () => {
  const three = { values: Float64Array.of(0, 1, 2, 10, 11, 12, 20, 21, 22), n: 3, d: 3 };
  const made = (edits, weights = null) => edited(three, weights, [2, 0], edits);

  test("are added, moved and deleted in order, in the drawn columns", () => {
    const { points, rows } = made([
      { id: 1, ...add(5, 6) },
      { id: 2, op: "move", row: 3, to: [7, 8] },
      { id: 3, op: "move", row: 1, to: [-1, -2] },
      { id: 4, op: "delete", rows: [0, 2] },
    ]);
    expect(rowsOf(points)).toEqual([
      [-2, 11, -1],
      [8, 0, 7],
    ]);
    expect([...rows]).toEqual([1, -1]);
  });

  test("keep their weights, and new ones count once", () => {
    const { weights } = made(
      [
        { id: 1, ...add(0, 0) },
        { id: 2, op: "delete", rows: [1] },
      ],
      Float64Array.of(2, 3, 4),
    );
    expect([...weights]).toEqual([2, 4, 1]);
  });

  test("wait in the nozzle of a spray until Python says where they fall", () => {
    const { points, rows } = made([{ id: 1, op: "spray", at: [5, 6], radius: [1, 1], count: 3 }]);
    expect(rowsOf(points).slice(3)).toEqual([
      [6, 0, 5],
      [6, 0, 5],
      [6, 0, 5],
    ]);
    expect([...rows]).toEqual([0, 1, 2, -1, -1, -1]);
  });

  test("leave Python's own points alone", () => {
    const before = [...three.values];
    made([{ id: 1, op: "move", row: 0, to: [9, 9] }]);
    expect([...three.values]).toEqual(before);
  });
});

describe("an edit", () => {
  test("shows at once, and is Python's when it answers", async () => {
    store.points.edit(add(3, 1));
    expect(model.wish).toEqual({ ...model.wish, n: 1, edits: [{ id: 1, ...add(3, 1) }] });
    expect(rowsOf(shown().edited.points)).toEqual([...POINTS, [3, 1]]);
    expect(shown().cursor).toBe(0);
    await model.answer({ points: packed([...POINTS, [3, 1]]), _film: filmTrait({ n: 6 }) });
    expect(shown().edited).toBeNull();
    expect(shown().points.n).toBe(6);
  });

  test("is the same picture for every draw until something changes", () => {
    store.points.edit(add(3, 1));
    expect(shown().edited).toBe(shown().edited);
  });

  test("that would leave fewer points than components is not made", () => {
    expect(store.points.edit({ op: "delete", rows: [0, 1, 2] })).toBe(true);
    expect(store.points.edit({ op: "delete", rows: [0] })).toBe(false);
    expect(shown().edited.points.n).toBe(2);
  });

  test("is not made of cells, nor while axes are on their way, nor with a mean in the hand", () => {
    store.hold(0, [1, 1]);
    expect(store.points.edit(add(1, 1))).toBe(false);
    store.drop();
    store.setAxis(0, 1);
    expect(store.points.edit(add(1, 1))).toBe(false);
    open({ _film: filmTrait({ cells: true }) });
    expect(store.points.edit(add(1, 1))).toBe(false);
    expect(model.sent).toHaveLength(0);
  });

  test("is told until something else is shown", async () => {
    store.points.edit(add(3, 1));
    expect(shown().deed.op).toBe("add");
    await model.answer({ points: packed([...POINTS, [3, 1]]), _film: filmTrait({ n: 6 }) });
    expect(shown().deed.op).toBe("add");
    store.goTo(1);
    expect(shown().deed).toBeNull();
    store.goTo(0);
    await model.receive({ _film: filmTrait() });
    expect(shown().deed).toBeNull();
  });
});

describe("a stroke", () => {
  const move = (x) => ({ op: "move", row: 2, to: [x, 4] });

  test("is held until it ends: one step to undo", async () => {
    store.points.begin();
    store.points.edit(move(5));
    expect(model.wish.held).toBe(true);
    store.points.edit(move(6));
    store.points.edit(move(7));
    await model.answer({ _film: filmTrait({ short: true }) });
    expect(model.wish).toMatchObject({ held: true, edits: [{ id: 2, ...move(7) }] });
    await model.answer({ _film: filmTrait({ short: true }) });
    expect(shown()).toMatchObject({ stroke: true, cursor: 0 });
    expect(shown().ghost).toHaveLength(2);
    store.points.end();
    expect(model.wish.held).toBe(false);
    expect(shown().stroke).toBe(false);
  });

  test("called off goes back to the start of before, and takes what nobody has seen with it", async () => {
    open({ cursor: 4 });
    store.points.begin();
    store.points.edit(move(5));
    await model.answer({ _film: filmTrait({ short: true }), cursor: 0 });
    store.points.edit(move(6));
    store.points.edit(move(7));
    store.points.callOff();
    await model.answer({ _film: filmTrait({ short: true }), cursor: 0 });
    expect(model.wish).toEqual({
      client: expect.any(String),
      n: expect.any(Number),
      cursor: 4,
      seeds: [
        [0, 0],
        [1, 2],
      ],
    });
    expect(shown().edited).toBeNull();
  });

  test("lets nothing else happen meanwhile", () => {
    store.points.begin();
    store.goTo(3);
    store.setComponents(3);
    store.undo();
    store.togglePlay();
    expect(model.sent).toHaveLength(0);
  });
});

describe("undo and redo", () => {
  test("are asked for where there is something to undo", () => {
    store.undo();
    store.redo();
    expect(model.sent).toHaveLength(0);
    open({ _history: { undo: 2, redo: 1 } });
    store.undo();
    expect(model.wish).toMatchObject({ undo: 1 });
    expect(shown().history).toEqual({ undo: 1, redo: 2 });
  });

  test("never go further than there are steps, however fast the presses", async () => {
    open({ _history: { undo: 2, redo: 0 } });
    for (let i = 0; i < 5; i++) store.undo();
    await model.answer({ _history: { undo: 1, redo: 1 } });
    expect(shown().history).toEqual({ undo: 0, redo: 2 });
  });

  test("can undo what is not answered yet", async () => {
    store.points.edit(add(1, 1));
    expect(shown().history).toEqual({ undo: 1, redo: 0 });
    store.undo();
    expect(model.sent).toHaveLength(1);
    await model.answer({ _history: { undo: 1, redo: 0 }, _film: filmTrait({ n: 6 }) });
    expect(model.wish).toEqual({ client: expect.any(String), n: 2, undo: 1 });
    expect(shown().deed.op).toBe("undo");
  });

  test("of a fit that Python is still at stops it", async () => {
    store.setComponents(3);
    await model.hear();
    store.undo();
    expect(model.wish).toMatchObject({ stop: true });
    expect(shown().components).toBe(2);
  });
});
