import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createGate } from "../src/kernel/gate.js";

let gate;
let sent;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  gate = createGate({ client: "me", send: (wish) => sent.push(wish), onWaiting() {} });
});
afterEach(() => {
  gate.destroy();
  vi.useRealTimers();
});

const answer = (n) => gate.answered({ client: "me", n });
const hear = (n) => gate.heard({ client: "me", n, done: 1, total: 9, what: "Fitting" });
const wish = (n, fields) => ({ client: "me", n, ...fields });
const add = (x) => ({ op: "add", at: [x, x] });

describe("edits", () => {
  test("are numbered, and travel until they are answered, in order", () => {
    gate.edit(add(1));
    gate.edit(add(2));
    gate.edit({ op: "delete", rows: [0] });
    expect(sent).toEqual([wish(1, { edits: [{ id: 1, ...add(1) }] })]);
    answer(1);
    expect(sent[1].edits.map(({ id }) => id)).toEqual([2, 3]);
    expect(gate.edits).toHaveLength(2);
    answer(3);
    expect(gate.edits).toEqual([]);
    expect(gate.busy).toBe(false);
  });

  test("that Python has made are not shown twice while newer ones wait", () => {
    gate.edit(add(1));
    gate.edit(add(2));
    answer(1);
    expect(gate.edits.map(({ id }) => id)).toEqual([2]);
  });

  test("are sent again under the same number when no answer comes", () => {
    gate.edit(add(1));
    vi.advanceTimersByTime(2000);
    expect(sent[1]).toEqual(wish(2, { edits: [{ id: 1, ...add(1) }] }));
  });

  test("never share a number with one that was stopped", () => {
    gate.edit(add(1));
    gate.stop();
    gate.edit(add(2));
    answer(2);
    expect(sent.at(-1)).toEqual(wish(3, { edits: [{ id: 2, ...add(2) }] }));
  });

  test("of one point on the move are one edit, its last place, until a wish carried it", () => {
    const to = (x) => ({ op: "move", row: 4, to: [x, 0] });
    for (const x of [1, 2, 3]) gate.edit(to(x), { held: true });
    expect(sent[0]).toEqual(wish(1, { held: true, edits: [{ id: 1, ...to(1) }] }));
    answer(1);
    expect(sent[1]).toEqual(wish(3, { held: true, edits: [{ id: 2, ...to(3) }] }));
  });

  test("restart the fit: a cursor wished for before belongs to the old one", () => {
    gate.ask({ cursor: 3 });
    gate.edit(add(1));
    expect(gate.restarting).toBe(true);
    expect(gate.has("cursor")).toBe(false);
  });

  test("of one stroke are held until the hand lets go, which is told even when all is answered", () => {
    gate.edit(add(1), { held: true });
    answer(1);
    gate.release();
    expect(sent[1]).toEqual(wish(2, { held: false }));
    answer(2);
    expect(gate.busy).toBe(false);
    gate.release();
    expect(sent).toHaveLength(2);
  });

  test("let go before the answer are one wish that is no longer held", () => {
    gate.edit(add(1), { held: true });
    gate.edit(add(2), { held: true });
    gate.release();
    answer(1);
    expect(sent[1]).toEqual(wish(3, { held: false, edits: [{ id: 2, ...add(2) }] }));
  });
});

describe("undo and redo", () => {
  test("count on from what was answered", () => {
    gate.step("undo");
    expect(sent[0]).toEqual(wish(1, { undo: 1 }));
    expect(gate.pending("undo")).toBe(1);
    answer(1);
    expect(gate.pending("undo")).toBe(0);
    gate.step("undo");
    gate.step("undo");
    expect(sent[1]).toEqual(wish(2, { undo: 2 }));
    answer(2);
    expect(sent[2]).toEqual(wish(3, { undo: 3 }));
    answer(3);
    gate.step("redo");
    expect(sent[3]).toEqual(wish(4, { redo: 1 }));
  });

  test("an undo that Stop has forgotten is not counted on from: one press undoes once", () => {
    gate.step("undo");
    gate.stop();
    answer(2);
    gate.step("undo");
    expect(sent.at(-1)).toEqual(wish(3, { undo: 1 }));
  });

  test("an undo that was granted before the Stop came still counts", () => {
    gate.step("undo");
    gate.stop();
    answer(1);
    answer(2);
    gate.step("undo");
    expect(sent.at(-1)).toEqual(wish(3, { undo: 2 }));
  });

  test("a second undo, asked for before the first is answered, is not lost with its answer", () => {
    gate.step("undo");
    gate.step("undo");
    answer(1);
    expect(gate.pending("undo")).toBe(1);
    expect(sent[1]).toEqual(wish(2, { undo: 2 }));
  });

  test.each([
    ["a drop", () => gate.ask({ seeds: [[0, 0]] }), { seeds: [[0, 0]] }],
    ["K", () => gate.ask({ n_components: 4 }), { n_components: 4 }],
    ["an option", () => gate.ask({ max_iter: 9 }), { max_iter: 9 }],
    ["an edit", () => gate.edit(add(1)), { edits: [{ id: 1, ...add(1) }] }],
  ])("%s deletes a pending undo and redo", (_, act, fields) => {
    gate.ask({ axes: [1, 0] });
    gate.step("undo");
    gate.step("redo");
    act();
    expect([gate.pending("undo"), gate.pending("redo")]).toEqual([0, 0]);
    answer(1);
    expect(sent[1]).toEqual(wish(4, fields));
  });

  test("wait for the drag that they undo: a repeat must not bring it back", () => {
    gate.ask({ seeds: [[0, 0]] });
    gate.step("undo");
    vi.advanceTimersByTime(2000);
    expect(sent[1]).toEqual(wish(3, { seeds: [[0, 0]] }));
    answer(3);
    expect(sent[2]).toEqual(wish(4, { undo: 1 }));
    answer(4);
    expect(gate.busy).toBe(false);
  });

  test("wait for the hand to be off the points", () => {
    gate.edit(add(1), { held: true });
    answer(1);
    gate.release();
    gate.step("undo");
    expect(sent[1]).toEqual(wish(2, { held: false }));
    answer(2);
    expect(sent[2]).toEqual(wish(3, { undo: 1 }));
  });

  test("waiting behind long work do not make it start over", () => {
    gate.ask({ n_components: 4 });
    hear(1);
    expect(gate.working).toBe(true);
    gate.step("undo");
    hear(1);
    expect(sent).toHaveLength(1);
    answer(1);
    expect(sent[1]).toEqual(wish(2, { undo: 1 }));
  });

  test("bring a cursor of their own: an older one is forgotten, a newer one follows them", () => {
    gate.ask({ cursor: 2 });
    gate.step("undo");
    expect(gate.has("cursor")).toBe(false);
    gate.ask({ cursor: 5 });
    answer(1);
    expect(sent[1]).toEqual(wish(3, { undo: 1 }));
    answer(3);
    expect(sent[2]).toEqual(wish(4, { cursor: 5 }));
  });

  test("are done in the order of their asking", () => {
    gate.step("redo");
    gate.step("undo");
    answer(1);
    expect(sent).toEqual([wish(1, { redo: 1 }), wish(2, { undo: 1 })]);
  });

  test("are repeated with the same count", () => {
    gate.step("undo");
    vi.advanceTimersByTime(2000);
    expect(sent[1]).toEqual(wish(2, { undo: 1 }));
    answer(1);
    answer(2);
    gate.step("undo");
    expect(sent[2]).toEqual(wish(3, { undo: 2 }));
  });
});
