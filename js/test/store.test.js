import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pace } from "../src/state/playing.js";
import { createStore } from "../src/state/store.js";
import { likeliest, packed } from "./helpers/film.js";
import { fakeModel, filmTrait } from "./helpers/model.js";

let model;
let store;
let draws;

function open(traits) {
  store?.destroy();
  model = fakeModel(traits);
  store = createStore(model);
  draws = vi.fn();
  store.subscribe(draws);
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
const means = () => shown().mixture.map(({ mean }) => mean);

describe("what is shown", () => {
  test("is the film at the cursor", () => {
    open({ cursor: 3 });
    expect(shown()).toMatchObject({ cursor: 3, frame: 1, names: ["width", "height"] });
    expect(means()).toEqual([
      [0.1, 0.1],
      [1.1, 2.1],
    ]);
  });

  test("follows Python, with one redraw for one message", async () => {
    await model.receive({ cursor: 4, _film: filmTrait({ T: 5 }), _answered: {} });
    expect(shown()).toMatchObject({ cursor: 4, frame: 2 });
    expect(draws).toHaveBeenCalledTimes(1);
  });

  test("is told once a frame, however many messages come in it", async () => {
    for (const cursor of [1, 2, 3]) await model.send({ cursor });
    expect(draws).not.toHaveBeenCalled();
    vi.advanceTimersToNextFrame();
    expect(draws).toHaveBeenCalledTimes(1);
    expect(shown().cursor).toBe(3);
  });

  test("is told at once when there is a new film, which a hand waits for", async () => {
    await model.send({ cursor: 4, _film: filmTrait({ T: 5 }), _answered: {} });
    expect(draws).toHaveBeenCalledTimes(1);
    vi.advanceTimersToNextFrame();
    expect(draws).toHaveBeenCalledTimes(1);
  });

  test("is told with what a hand does before the frame, and not again", async () => {
    await model.send({ cursor: 2 });
    store.goTo(5);
    expect(draws).toHaveBeenCalledTimes(1);
    vi.advanceTimersToNextFrame();
    expect(draws).toHaveBeenCalledTimes(1);
    expect(shown().cursor).toBe(5);
  });

  test("is not told once nobody is left to tell", async () => {
    await model.send({ cursor: 2 });
    store.destroy();
    vi.advanceTimersToNextFrame();
    expect(draws).not.toHaveBeenCalled();
  });

  test("never reaches beyond the film", () => {
    open({ cursor: 99 });
    expect(shown().cursor).toBe(6);
  });

  test("an unreadable film is told in words", () => {
    open({ _film: new DataView(new ArrayBuffer(40)) });
    expect(shown()).toMatchObject({ film: null, mixture: [] });
    expect(shown().error).toContain("not a film");
  });

  test("Python's own error comes through", () => {
    open({ _error: "seeds must be finite" });
    expect(shown().error).toBe("seeds must be finite");
  });

  test("a column without a name is called by its number", () => {
    open({ columns: [] });
    expect(shown().names).toEqual(["x1", "x2"]);
  });
});

describe("the cursor", () => {
  test("moves at once, and tells Python", () => {
    store.goTo(3);
    expect(shown().cursor).toBe(3);
    expect(model.wish).toMatchObject({ n: 1, cursor: 3 });
  });

  test("stays where it is when Python's older answer arrives", async () => {
    store.goTo(1);
    store.goTo(2);
    await model.answer({ cursor: 1 });
    expect(shown().cursor).toBe(2);
    await model.answer({ cursor: 2 });
    expect(shown().cursor).toBe(2);
    expect(model.sent).toHaveLength(2);
  });

  test("stops at both ends, and a move that changes nothing is not sent", () => {
    store.move(-1);
    expect(model.sent).toHaveLength(0);
    store.goTo(1000);
    expect(shown().cursor).toBe(6);
    expect(model.wish.cursor).toBe(6);
  });

  test("goes on without Python, which is told where Python had answered before", async () => {
    store.goTo(1);
    await model.answer({ cursor: 1 });
    store.goTo(2);
    vi.advanceTimersByTime(3000);
    expect(shown().waiting).toBe(true);
    store.goTo(5);
    expect(shown()).toMatchObject({ cursor: 5, frame: 2 });
  });

  test("is nothing to complain about where Python never was: in a notebook opened again", () => {
    store.goTo(1);
    vi.advanceTimersByTime(60000);
    expect(shown().waiting).toBe(false);
    store.setOption("max_iter", 7);
    expect(shown().waiting).toBe(true);
  });

  test("but is where the colours of an iteration are Python's to send", async () => {
    await model.receive({ _film: filmTrait({ shares: false }) });
    store.goTo(1);
    vi.advanceTimersByTime(3000);
    expect(shown().waiting).toBe(true);
  });
});

describe("playing", () => {
  test("takes a half-step every 700 ms, and stops at the end", () => {
    store.togglePlay();
    expect(shown()).toMatchObject({ cursor: 1, playing: true });
    vi.advanceTimersByTime(700);
    expect(shown().cursor).toBe(2);
    vi.advanceTimersByTime(700 * 4);
    expect(shown()).toMatchObject({ cursor: 6, playing: false });
  });

  test("at the end starts over", () => {
    open({ cursor: 6 });
    store.togglePlay();
    expect(shown()).toMatchObject({ cursor: 0, playing: true });
    vi.advanceTimersByTime(700);
    expect(shown().cursor).toBe(1);
  });

  test("pauses, and pauses for any gesture", () => {
    store.togglePlay();
    store.togglePlay();
    vi.advanceTimersByTime(5000);
    expect(shown()).toMatchObject({ cursor: 1, playing: false });
    store.togglePlay();
    store.goTo(5);
    expect(shown().playing).toBe(false);
  });

  test("goes on when Python merely answers", async () => {
    store.togglePlay();
    await model.answer({ cursor: 1 });
    vi.advanceTimersByTime(700);
    expect(shown()).toMatchObject({ cursor: 2, playing: true });
  });

  test("pressed right after a drop waits for the rest of the film", async () => {
    const seeds = [
      [0, 0],
      [2, 2],
    ];
    store.hold(1, [2, 2]);
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds }) });
    store.drop();
    store.togglePlay();
    vi.advanceTimersByTime(1500);
    expect(shown()).toMatchObject({ cursor: 1, playing: true });
    await model.answer({ cursor: 1, _film: filmTrait({ seeds }) });
    vi.advanceTimersByTime(700);
    expect(shown()).toMatchObject({ cursor: 2, playing: true });
  });

  test("stops for a new film and when nobody looks", async () => {
    store.togglePlay();
    await model.receive({ _film: filmTrait({ T: 8 }) });
    expect(shown().playing).toBe(false);
    const leave = store.subscribe(() => {});
    store.togglePlay();
    leave();
    expect(shown().playing).toBe(true);
  });
});

describe("dragging mean 1 at cursor 4", () => {
  const there = [
    [0.2, 0.2],
    [3, -1],
  ];
  beforeEach(() => open({ cursor: 4 }));

  test("starts from the shown means, at cursor 0, marked held", () => {
    store.hold(1, [3, -1]);
    expect(shown()).toMatchObject({ cursor: 0, held: 1 });
    expect(means()).toEqual(there);
    expect(model.wish).toEqual({ client: expect.any(String), n: 1, held: true, seeds: there });
  });

  test("moves at once under the pointer, whatever arrives", async () => {
    store.hold(1, [2, 2]);
    store.hold(1, [3, -1]);
    await model.answer({
      cursor: 0,
      _film: filmTrait({
        short: true,
        seeds: [
          [0.2, 0.2],
          [2, 2],
        ],
      }),
    });
    expect(means()).toEqual(there);
  });

  test("shows the held start's first E-step and where EM would end, once Python has said so", async () => {
    store.hold(1, [3, -1]);
    expect(shown()).toMatchObject({ shares: "unknown", ghost: null });
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds: there }) });
    expect(shown().shares.values[0] / 65535).toBeCloseTo(0.25, 3);
    expect(shown().ghost.map(({ mean }) => mean)).toEqual([
      [0.3, 0.3],
      [1.3, 2.3],
    ]);
  });

  test("let go: grey at cursor 0, in place, and the same seeds without held", async () => {
    store.hold(1, [3, -1]);
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds: there }) });
    store.drop();
    expect(shown()).toMatchObject({ cursor: 0, held: null, ghost: null, shares: "none" });
    expect(means()).toEqual(there);
    expect(model.wish).toEqual({ client: expect.any(String), n: 2, seeds: there });
    await model.answer({ _film: filmTrait({ T: 5, seeds: there }) });
    expect(shown()).toMatchObject({ cursor: 0, shares: "none" });
    expect(shown().film.last).toBe(10);
    expect(means()).toEqual(there);
  });

  test("called off: all is as before, and Python is told", async () => {
    store.hold(1, [3, -1]);
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds: there }) });
    store.cancel();
    expect(shown()).toMatchObject({ cursor: 4, held: null, frame: 2 });
    expect(means()).toEqual([
      [0.2, 0.2],
      [1.2, 2.2],
    ]);
    expect(model.wish).toMatchObject({
      cursor: 4,
      seeds: [
        [0, 0],
        [1, 2],
      ],
    });
    expect(model.wish.held).toBeUndefined();
    await model.answer({ cursor: 4, _film: filmTrait() });
    expect(shown()).toMatchObject({ cursor: 4, frame: 2 });
  });

  test("does nothing else meanwhile: no steps, no components", () => {
    store.hold(1, [3, -1]);
    store.goTo(3);
    store.setComponents(3);
    store.togglePlay();
    expect(shown()).toMatchObject({ cursor: 0, components: 2, playing: false });
  });

  test("ends when Python comes with another number of components", async () => {
    store.hold(1, [3, -1]);
    await model.receive({ _film: filmTrait({ K: 3 }), n_components: 3, cursor: 0 });
    expect(shown()).toMatchObject({ held: null });
    expect(shown().mixture).toHaveLength(3);
  });

  test("ends without a wish when the points are others: its seeds belong to the old ones", async () => {
    store.hold(1, [3, -1]);
    const { n } = model.wish;
    const points = packed([
      [9, 8],
      [7, 6],
      [5, 4],
      [3, 2],
      [1, 0],
      [1, 2],
    ]);
    await model.receive({ points, _film: filmTrait(), cursor: 0 });
    expect(shown().held).toBeNull();
    store.drop();
    expect(model.wish.n).toBe(n);
  });

  test("keeps the coordinates that are not shown", () => {
    open({ cursor: 4, axes: [1, 0] });
    store.hold(0, [7, 8]);
    expect(model.wish.seeds[0]).toEqual([8, 7]);
  });
});

test("somebody else's held film shows its colours and its ghost here, too", async () => {
  await model.receive({
    cursor: 0,
    _film: filmTrait({ short: true }),
    _answered: { client: "x", n: 4 },
  });
  expect(shown().ghost).toHaveLength(2);
  expect(shown().shares.values).toHaveLength(10);
});

describe("the number of components", () => {
  test("is wished for alone, and shown at once", () => {
    store.setComponents(3);
    expect(model.wish).toEqual({ client: expect.any(String), n: 1, n_components: 3 });
    expect(shown()).toMatchObject({ components: 3, cursor: 0 });
  });

  test("stays within one and ten", () => {
    store.setComponents(0);
    store.setComponents(11);
    expect(model.sent).toHaveLength(0);
  });
});

describe("a film too large to carry responsibilities", () => {
  const told = (iteration) =>
    new DataView(likeliest({ K: 2, iteration, labels: [0, 1, 1, 0, 0] }).buffer);
  beforeEach(() => open({ _film: filmTrait({ shares: false }), cursor: 3, _likeliest: told(2) }));

  test("is coloured by label and certainty at Python's cursor", () => {
    const { K, iteration, labels, certainties } = shown().shares;
    expect([K, iteration]).toEqual([2, 2]);
    expect([...labels]).toEqual([0, 1, 1, 0, 0]);
    expect([...certainties]).toEqual([200, 200, 200, 200, 200]);
  });

  test("keeps its colours at another iteration until Python's follow", async () => {
    const before = shown().shares;
    store.goTo(5);
    expect(shown().shares).toBe(before);
    expect(shown().iteration).toBe(3);
    await model.answer({ cursor: 5, _likeliest: told(3) });
    expect(shown().shares.iteration).toBe(3);
  });

  test("is coloured by the latest that came, while a scrub runs ahead of Python", async () => {
    store.goTo(5);
    store.goTo(6);
    await model.answer({ cursor: 5, _likeliest: told(3) });
    expect(shown().cursor).toBe(6);
    expect(shown().shares.iteration).toBe(3);
  });

  test("has the same ones before and after the M-step", () => {
    const before = shown().shares;
    store.goTo(4);
    expect(shown().shares).toBe(before);
  });

  test("is grey at the start", () => {
    store.goTo(0);
    expect(shown().shares).toBe("none");
  });

  test("keeps its colours while a new fit is asked for: those of the old one are nobody's", () => {
    store.setComponents(3);
    store.setOption("reg_covar", 0.1);
    expect(shown().shares).toBe("none");
    expect(shown().cursor).toBe(0);
  });

  test("is coloured by the held start's E-step while Python works on the rest of its fit", async () => {
    store.hold(0, [1, 1]);
    expect(shown().shares).toBe("unknown");
    await model.hear({ likeliest: told(1) });
    expect(shown().shares.iteration).toBe(1);
    const before = shown().shares;
    await model.hear({ done: 2 });
    expect(shown().shares).toBe(before);
    await model.receive({ _progress: {} });
    expect(shown().shares).toBe("unknown");
  });

  test("has one point's responsibilities once they are asked for, in their iteration only", async () => {
    expect(shown().told(4)).toBeNull();
    store.inspect(4);
    expect(model.wish).toMatchObject({ inspected: 4 });
    await model.answer({ _inspected: { row: 4, iteration: 2, shares: [0.25, 0.75] } });
    expect(shown().told(4).shares).toEqual([0.25, 0.75]);
    expect(shown().told(3)).toBeNull();
    store.goTo(5);
    expect(shown().told(4)).toBeNull();
    store.goTo(4);
    expect(shown().told(4).shares).toEqual([0.25, 0.75]);
    store.hold(0, [1, 1]);
    expect(shown().told(4)).toBeNull();
  });
});

describe("the end of a store", () => {
  test("leaves no listener and no timer", () => {
    store.togglePlay();
    store.hold(0, [1, 1]);
    store.destroy();
    expect(model.listeners()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a kernel that cannot be reached raises nothing", () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    model.save_changes = () => {
      throw new Error("no comm");
    };
    expect(() => store.goTo(2)).not.toThrow();
    expect(shown().cursor).toBe(2);
  });
});

test("playing quickens where little changes, and never rushes nor waits for ever", () => {
  const gains = [10, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-9, 0, -0.5];
  const paces = gains.map(pace);
  expect(paces[0]).toBe(700);
  expect(paces[8]).toBe(700);
  expect(paces.slice(5, 8)).toEqual([120, 120, 120]);
  for (let i = 1; i < 6; i++) expect(paces[i]).toBeLessThanOrEqual(paces[i - 1]);
  expect(paces[3]).toBeCloseTo(410, 6);
});

describe("a fit that Python owes", () => {
  const seeds = [
    [0.2, 0.2],
    [3, -1],
  ];
  beforeEach(() => open({ cursor: 4 }));
  const letGo = () => {
    store.hold(1, [3, -1]);
    store.drop();
  };
  /** Python answers the held wish, and then the one that let go. */
  const answer = async (film) => {
    await model.answer();
    const { cursor = 0 } = model.wish;
    await model.answer({
      _film: filmTrait({ seeds, ...film }),
      cursor: Math.min(cursor, 2 * film.T),
    });
  };

  test("is owed from the release on, and late after 150 ms", () => {
    letGo();
    expect(shown()).toMatchObject({ owed: "soon", seeded: true, cursor: 0, frame: 0 });
    vi.advanceTimersByTime(149);
    expect(shown().owed).toBe("soon");
    draws.mockClear();
    vi.advanceTimersByTime(1);
    expect(shown()).toMatchObject({ owed: "late", shares: "none" });
    expect(draws).toHaveBeenCalledTimes(1);
    expect(means()).toEqual(seeds);
  });

  test("is here with its film, and nothing is owed then", async () => {
    letGo();
    vi.advanceTimersByTime(200);
    await answer({ T: 5 });
    expect(shown()).toMatchObject({ owed: null, cursor: 0 });
    vi.advanceTimersByTime(1000);
    expect(shown().owed).toBeNull();
  });

  test("is not owed where the held film began at the very place", async () => {
    store.hold(1, [3, -1]);
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds }) });
    store.drop();
    vi.advanceTimersByTime(1000);
    expect(shown().owed).toBeNull();
    store.goTo(1);
    expect(shown()).toMatchObject({ owed: null, cursor: 1 });
    store.goTo(2);
    expect(shown()).toMatchObject({ owed: "soon", cursor: 2, frame: 0 });
  });

  test.each([
    ["a number of components", () => store.setComponents(3)],
    ["an option", () => store.setOption("reg_covar", 0.1)],
    ["an edit", () => store.points.edit({ op: "add", at: [1, 1] })],
    ["a start", () => store.load({ seeds, cursor: 0 })],
  ])("is owed after a wish for %s", (_, act) => {
    act();
    expect(shown()).toMatchObject({ owed: "soon", shares: "none" });
    vi.advanceTimersByTime(150);
    expect(shown().owed).toBe("late");
  });

  test("is owed after undo, too", async () => {
    await model.receive({ _history: { undo: 2, redo: 0 } });
    store.undo();
    vi.advanceTimersByTime(150);
    expect(shown()).toMatchObject({ owed: "late", seeded: false, shares: "none" });
  });

  test("a step only plays the film that is there: nothing is owed", () => {
    store.goTo(2);
    vi.advanceTimersByTime(1000);
    expect(shown().owed).toBeNull();
  });

  test("steps that are asked for meanwhile are kept, shown on no old film, and done with the new one", async () => {
    letGo();
    store.move(1);
    store.move(1);
    store.move(1);
    expect(shown()).toMatchObject({ cursor: 3, frame: 0, iteration: 0, shares: "none" });
    await answer({ T: 5 });
    expect(shown()).toMatchObject({ cursor: 3, frame: 1, owed: null });
  });

  test("more steps may be kept than the old fit had", async () => {
    letGo();
    store.goTo(9);
    expect(shown().cursor).toBe(9);
    await answer({ T: 2 });
    expect(shown().cursor).toBe(4);
  });

  test("Play that is pressed meanwhile begins with the film", async () => {
    letGo();
    store.togglePlay();
    expect(shown()).toMatchObject({ playing: true, cursor: 0 });
    vi.advanceTimersByTime(5000);
    expect(shown()).toMatchObject({ playing: true, cursor: 0 });
    await model.answer({ _film: filmTrait({ T: 5, seeds }), cursor: 0 });
    expect(shown()).toMatchObject({ playing: true, cursor: 1 });
    vi.advanceTimersByTime(700);
    expect(shown().cursor).toBe(2);
  });

  test("Play that is pressed twice meanwhile does not begin", async () => {
    letGo();
    store.togglePlay();
    store.togglePlay();
    await answer({ T: 5 });
    expect(shown()).toMatchObject({ playing: false, cursor: 0 });
  });

  test("given up, the last answered fit is back, and Python is told to take back what it has done", async () => {
    await model.receive({ _history: { undo: 2, redo: 0 } });
    letGo();
    vi.advanceTimersByTime(150);
    expect(store.giveUp()).toBe(true);
    expect(shown()).toMatchObject({ owed: null, cursor: 4, frame: 2 });
    expect(model.wish).toMatchObject({ stop: true, back: 2 });
    // Python was only busy: the wish is granted first, and then taken back.
    await model.receive({
      _film: filmTrait({ T: 5, seeds }),
      cursor: 0,
      _answered: { client: model.wish.client, n: 1 },
    });
    expect(shown()).toMatchObject({ cursor: 4, frame: 2 });
    expect(shown().film.last).toBe(6);
    await model.answer({ _film: filmTrait(), cursor: 4 });
    await model.answer({ cursor: 4 });
    expect(shown()).toMatchObject({ owed: null, cursor: 4, frame: 2, stopping: false });
  });

  test("given up after a drag in which Python answered, it is the fit of before the drag", async () => {
    store.hold(1, [2, 2]);
    await model.answer({ cursor: 0, _film: filmTrait({ short: true, seeds }) });
    store.hold(1, [7, 7]);
    store.drop();
    expect(store.giveUp()).toBe(true);
    expect(shown()).toMatchObject({ cursor: 4, frame: 2 });
    expect(shown().film.short).toBe(false);
  });

  test("where nothing is owed there is nothing to give up", () => {
    store.goTo(2);
    expect(store.giveUp()).toBe(false);
    expect(model.wish).not.toHaveProperty("stop");
  });

  test("a hand is patient: each of its places is answered, and only silence makes it late", async () => {
    store.hold(1, [2, 2]);
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(400);
      store.hold(1, [2, 3 + i]);
      await model.receive({ _film: filmTrait({ short: true, seeds }), cursor: 0 });
      expect(shown().owed).toBe("soon");
    }
    expect(shown().ghost).not.toBeNull();
    vi.advanceTimersByTime(500);
    expect(shown()).toMatchObject({ owed: "late", ghost: null, shares: "none" });
  });

  test("what is only pointed at waits for nobody", () => {
    store.inspect(2);
    vi.advanceTimersByTime(10000);
    expect(shown()).toMatchObject({ owed: null, waiting: false });
  });
});
