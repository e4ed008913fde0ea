import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createGate } from "../src/kernel/gate.js";

let gate;
let sent;
let waits;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  waits = [];
  gate = createGate({
    client: "me",
    send: (wish) => sent.push(wish),
    onWaiting: () => waits.push(gate.waiting),
  });
});
afterEach(() => {
  gate.destroy();
  vi.useRealTimers();
});

const answer = (n, client = "me") => gate.answered({ client, n });

describe("one wish in flight", () => {
  test("a change is sent at once, with who and which", () => {
    gate.ask({ cursor: 3 });
    expect(sent).toEqual([{ client: "me", n: 1, cursor: 3 }]);
    expect(gate.busy).toBe(true);
  });

  test("a hundred moves before the answer become one wish, the last", () => {
    for (let i = 1; i <= 100; i++) gate.ask({ cursor: i });
    expect(sent).toHaveLength(1);
    answer(1);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual({ client: "me", n: 100, cursor: 100 });
  });

  test("nothing more is sent once the last one is answered", () => {
    gate.ask({ cursor: 1 });
    answer(1);
    expect(gate.busy).toBe(false);
    vi.advanceTimersByTime(60000);
    expect(sent).toHaveLength(1);
  });
});

describe("fields", () => {
  test("all that is unanswered travels together", () => {
    gate.ask({ n_components: 4 });
    gate.ask({ cursor: 2 });
    answer(1);
    expect(sent[1]).toEqual({ client: "me", n: 2, cursor: 2 });
  });

  test("a field is dropped only when its last change is answered", () => {
    gate.ask({ cursor: 1 });
    gate.ask({ cursor: 2 });
    answer(1);
    expect(gate.value("cursor")).toBe(2);
    answer(2);
    expect(gate.has("cursor")).toBe(false);
  });

  test("a new start drops the cursor wished for before", () => {
    gate.ask({ cursor: 9 });
    gate.ask({ seeds: [[1, 2]] });
    expect(gate.has("cursor")).toBe(false);
    expect(gate.restarting).toBe(true);
    answer(1);
    expect(sent[1]).toEqual({ client: "me", n: 2, seeds: [[1, 2]] });
  });

  test("a cursor wished for after a new start stays", () => {
    gate.ask({ n_components: 4 });
    gate.ask({ cursor: 1 });
    answer(1);
    expect(sent[1]).toEqual({ client: "me", n: 2, cursor: 1 });
  });

  test("more components make seeds of the old number pointless", () => {
    gate.ask({ cursor: 1 });
    gate.ask({ seeds: [[0, 0]] });
    gate.ask({ n_components: 2 });
    answer(1);
    expect(sent[1]).toEqual({ client: "me", n: 3, n_components: 2 });
  });

  test("seeds bring their own number of components along where another was wished for", () => {
    gate.ask({ n_components: 4 });
    gate.ask({ seeds: [[0, 0]] });
    answer(0);
    gate.answered({ client: "me", n: 1 });
    expect(sent[1]).toEqual({ client: "me", n: 2, n_components: 1, seeds: [[0, 0]] });
  });
});

describe("a held handle", () => {
  test("is marked held, and its release is not, with the same seeds", () => {
    gate.ask({ seeds: [[1, 1]] }, { held: true });
    expect(sent[0].held).toBe(true);
    gate.ask({ seeds: [[1, 1]] });
    answer(1);
    expect(sent[1]).toEqual({ client: "me", n: 2, seeds: [[1, 1]] });
  });
});

describe("whose answer", () => {
  test("another client's answer releases nothing", () => {
    gate.ask({ cursor: 1 });
    gate.ask({ cursor: 2 });
    answer(99, "you");
    expect(sent).toHaveLength(1);
    expect(gate.value("cursor")).toBe(2);
  });

  test("an answer to something older keeps the newer wish in flight", () => {
    gate.ask({ cursor: 1 });
    answer(1);
    gate.ask({ cursor: 2 });
    answer(1);
    expect(gate.busy).toBe(true);
    expect(gate.value("cursor")).toBe(2);
  });

  test("an empty answer, as at the beginning, means nothing", () => {
    gate.ask({ cursor: 1 });
    gate.answered({});
    gate.answered(undefined);
    expect(gate.busy).toBe(true);
  });
});

describe("an answer that does not come", () => {
  test("is asked for again after 2 s, then 4, then 8, never with the same number", () => {
    gate.ask({ cursor: 5 });
    const counts = [1999, 1, 3999, 1, 7999, 1].map((time) => {
      vi.advanceTimersByTime(time);
      return sent.length;
    });
    expect(counts).toEqual([1, 2, 2, 3, 3, 4]);
    expect(sent.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect(sent.every(({ cursor }) => cursor === 5)).toBe(true);
  });

  test("releases all the same when it comes late, to the first asking", () => {
    gate.ask({ cursor: 5 });
    vi.advanceTimersByTime(2000);
    answer(1);
    expect(gate.busy).toBe(false);
    expect(gate.has("cursor")).toBe(false);
  });

  test("answered late to the first asking lets the next go while the repeat is on its way", () => {
    gate.ask({ cursor: 5 });
    vi.advanceTimersByTime(2000);
    gate.ask({ cursor: 6 });
    answer(1);
    expect(sent.map(({ n, cursor }) => [n, cursor])).toEqual([
      [1, 5],
      [2, 5],
      [3, 6],
    ]);
    answer(2);
    expect(gate.busy).toBe(true);
    answer(3);
    expect(gate.busy).toBe(false);
  });

  test("says after 3 s that it waits, and stops saying so when answered", () => {
    gate.ask({ cursor: 5 });
    vi.advanceTimersByTime(2999);
    expect(gate.waiting).toBe(false);
    vi.advanceTimersByTime(1);
    expect(gate.waiting).toBe(true);
    answer(2);
    expect(gate.waiting).toBe(false);
    expect(waits).toEqual([true, false]);
  });

  test("is waited for 3 s from the first asking, however often it changes", () => {
    gate.ask({ cursor: 1 });
    for (let i = 0; i < 29; i++) {
      vi.advanceTimersByTime(100);
      gate.ask({ cursor: i });
    }
    vi.advanceTimersByTime(100);
    expect(gate.waiting).toBe(true);
  });

  test("leaves no timer behind when the gate is gone", () => {
    gate.ask({ cursor: 5 });
    gate.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("long work that is heard before it is answered", () => {
  const hear = (n, client = "me") => gate.heard({ client, n, done: 1, total: 9, what: "Fitting" });

  test("lets a newer wish go, with every field that is unanswered", () => {
    gate.ask({ n_components: 4 });
    gate.ask({ max_iter: 50 });
    expect(sent).toHaveLength(1);
    hear(1);
    expect(sent[1]).toEqual({ client: "me", n: 2, n_components: 4, max_iter: 50 });
    gate.ask({ reg_covar: 1 });
    expect(sent).toHaveLength(2);
    hear(2);
    expect(sent[2]).toEqual({ client: "me", n: 3, n_components: 4, max_iter: 50, reg_covar: 1 });
  });

  test("lets a change go that comes after the hearing", () => {
    gate.ask({ n_components: 4 });
    hear(1);
    gate.ask({ cursor: 1 });
    expect(sent[1]).toEqual({ client: "me", n: 2, n_components: 4, cursor: 1 });
  });

  test("never sends the same again: the guard stands while progress goes on", () => {
    gate.ask({ n_components: 4 });
    hear(1);
    for (let i = 0; i < 100; i++) {
      vi.advanceTimersByTime(1000);
      hear(1);
    }
    expect(sent).toHaveLength(1);
    expect(gate.busy).toBe(true);
    answer(1);
    expect(gate.busy).toBe(false);
    expect(gate.has("n_components")).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("keeps its fields, and is shown as asked for, until it is answered", () => {
    gate.ask({ n_components: 4 });
    hear(1);
    expect(gate.value("n_components")).toBe(4);
    expect(gate.restarting).toBe(true);
  });

  test("an older wish's late progress does not let the newer one be followed", () => {
    gate.ask({ n_components: 4 });
    hear(1);
    gate.ask({ n_components: 5 });
    hear(1);
    gate.ask({ n_components: 6 });
    expect(sent).toHaveLength(2);
  });

  test("somebody else's work is not a hearing", () => {
    gate.ask({ n_components: 4 });
    hear(1, "you");
    gate.ask({ n_components: 5 });
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(2000);
    expect(sent).toHaveLength(2);
  });

  test("that ends without an answer is asked for again", () => {
    gate.ask({ n_components: 4 });
    hear(1);
    gate.heard({});
    vi.advanceTimersByTime(2000);
    expect(sent[1]).toEqual({ client: "me", n: 2, n_components: 4 });
  });

  test("is not a wait, however long, unless Python falls silent", () => {
    gate.ask({ n_components: 4 });
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(1000);
      hear(1);
    }
    expect(waits).toEqual([]);
    vi.advanceTimersByTime(3000);
    expect(gate.waiting).toBe(true);
    hear(1);
    expect(gate.waiting).toBe(false);
  });
});

describe("stop", () => {
  test("forgets every field, and is sent alone and at once", () => {
    gate.ask({ n_components: 4 });
    gate.ask({ cursor: 2 });
    gate.stop();
    expect(sent[1]).toEqual({ client: "me", n: 3, stop: true });
    expect([gate.has("n_components"), gate.has("cursor")]).toEqual([false, false]);
    expect(gate.stopping).toBe(true);
    answer(3);
    expect([gate.stopping, gate.busy]).toEqual([false, false]);
    expect(sent).toHaveLength(2);
  });

  test("is a state of its wish: repeated until it is answered, and gone from the next", () => {
    gate.stop();
    vi.advanceTimersByTime(2000);
    expect(sent[1]).toEqual({ client: "me", n: 2, stop: true });
    gate.ask({ cursor: 5 });
    vi.advanceTimersByTime(4000);
    expect(sent[2]).toEqual({ client: "me", n: 4, stop: true });
    answer(4);
    expect(sent[3]).toEqual({ client: "me", n: 5, cursor: 5 });
    answer(5);
    expect([gate.busy, gate.has("cursor")]).toEqual([false, false]);
  });

  test("what was under way does not come back with its late answer or progress", () => {
    gate.ask({ n_components: 4 });
    gate.stop();
    answer(1);
    gate.heard({ client: "me", n: 1, what: "Fitting" });
    expect(gate.stopping).toBe(true);
    expect(sent).toHaveLength(2);
  });
});
