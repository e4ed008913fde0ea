// A saved page: the model without Python, the store that only plays, and the page as a whole.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createModel, read } from "../src/export/model.js";
import { createPlayer } from "../src/export/player.js";
import { createStore } from "../src/state/store.js";
import { SAVED } from "../src/words/saved.js";
import { POINTS, toyFilm } from "./helpers/film.js";
import { fields, one } from "./helpers/find.js";

const REFUSAL = SAVED.how("");
const base64 = (bytes) => ({ base64: Buffer.from(bytes).toString("base64") });
const array = (rows) => ({
  shape: [rows.length, rows[0].length],
  data: base64(new Uint8Array(Float64Array.from(rows.flat()).buffer)),
});

/** What Python writes into a page. */
const page = (state = {}, answers = ["cursor", "view", "axes"]) =>
  JSON.stringify({
    answers,
    install: "",
    state: {
      points: array(POINTS),
      sample_weight: null,
      columns: ["width", "height"],
      n_components: 2,
      covariance_type: "full",
      reg_covar: 0,
      max_iter: 25,
      cursor: 2,
      axes: [0, 1],
      view: "em",
      component: 0,
      theme: "auto",
      _film: base64(toyFilm()),
      _picture: base64([]),
      ...state,
    },
  });

function open(state, answers) {
  const saved = read(page(state, answers));
  const model = createModel(saved);
  const store = createStore(model);
  const player = createPlayer(store, { answers: saved.answers, refusal: REFUSAL });
  const drawn = vi.fn();
  player.subscribe(drawn);
  return { model, store, player, drawn };
}

const settle = () => Promise.resolve();

describe("the model", () => {
  test("has bytes where Python wrote bytes, and the rest as it was", () => {
    const { state } = read(page());
    const { buffer } = /** @type {DataView} */ (state.points.data);
    expect(new Float64Array(buffer)[2]).toBe(1);
    expect(state._film).toBeInstanceOf(DataView);
    expect(state._picture.byteLength).toBe(0);
    expect([state.cursor, state.sample_weight]).toEqual([2, null]);
  });

  test("grants what it may, and answers every wish", () => {
    const model = createModel(read(page()));
    const heard = vi.fn();
    model.on("change:cursor", heard);
    model.on("change:_answered", heard);
    model.set("_request", { client: "me", n: 3, cursor: 4, seeds: [[0, 0]], n_components: 7 });
    model.save_changes();
    expect(model.get("cursor")).toBe(4);
    expect(model.get("n_components")).toBe(2);
    expect(model.get("seeds")).toBeUndefined();
    expect(model.get("_answered")).toEqual({ client: "me", n: 3 });
    expect(heard).toHaveBeenCalledTimes(2);
    model.off("change:cursor", heard);
    model.set("_request", { client: "me", n: 4, cursor: 5 });
    model.save_changes();
    expect(heard).toHaveBeenCalledTimes(3);
  });

  test("has a picture only of the view that was saved", () => {
    const model = createModel(read(page({ view: "basins", _picture: base64([1, 2, 3]) })));
    const ask = (n, view) => {
      model.set("_request", { client: "me", n, view });
      model.save_changes();
      return model.get("_picture").byteLength;
    };
    expect(model.get("_picture").byteLength).toBe(3);
    expect(ask(1, "em")).toBe(0);
    expect(ask(2, "basins")).toBe(3);
  });
});

describe("the player", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("goes anywhere in the film, and never waits", async () => {
    const { player } = open();
    for (const cursor of [0, 6, 3]) {
      player.goTo(cursor);
      await settle();
      expect(player.snapshot()).toMatchObject({ cursor, busy: false, waiting: false, error: "" });
    }
    player.move(-1);
    await settle();
    vi.advanceTimersByTime(60_000);
    expect(player.snapshot()).toMatchObject({ cursor: 2, busy: false, waiting: false });
  });

  test("plays to the end", async () => {
    const { player } = open();
    player.togglePlay();
    for (let i = 0; i < 10; i++) await vi.advanceTimersByTimeAsync(700);
    expect(player.snapshot()).toMatchObject({ cursor: 6, playing: false });
  });

  test("refuses to drag: it says how, once, and nothing changes", async () => {
    const { player, drawn } = open();
    const before = player.snapshot();
    for (let i = 0; i < 5; i++) player.hold(0, [i, i]);
    player.drop();
    player.cancel();
    await settle();
    const { error, ...after } = player.snapshot();
    expect(error).toBe(REFUSAL);
    expect(error).toContain("needs Python");
    expect(after.held).toBeNull();
    expect(after.mixture).toEqual(before.mixture);
    expect(drawn).toHaveBeenCalledTimes(1);
  });

  test("forgets what it said when it plays on", async () => {
    const { player } = open();
    player.setComponents(3);
    expect(player.snapshot().error).toBe(REFUSAL);
    player.goTo(4);
    expect(player.snapshot().error).toBe("");
  });

  test("refuses whatever a store can do that is not known to need no Python", () => {
    const { store } = open();
    const known = ["snapshot", "subscribe", "goTo", "move", "togglePlay", "setSpeed", "setView"];
    const ends = ["drop", "cancel", "giveUp", "stop", "destroy"];
    const allowed = [...known, ...ends, "inspect"];
    const refused = Object.keys(store).filter(
      (name) => typeof store[name] === "function" && !allowed.includes(name),
    );
    expect(refused).toEqual(expect.arrayContaining(["hold", "reshape", "setOption", "load"]));
    for (const name of refused) {
      const { player } = open({}, ["cursor", "view"]);
      player[name](0, [1, 1]);
      expect([name, player.snapshot().error]).toEqual([name, REFUSAL]);
    }
  });

  test("leaves out what only adds to the film, and says nothing of it", () => {
    const { model, player } = open();
    const before = player.snapshot();
    player.inspect(1);
    expect(player.snapshot().error).toBe("");
    expect(player.snapshot().waiting).toBe(before.waiting);
    expect(model.get("_inspected") ?? {}).toEqual({});
  });

  test("refuses to edit points, and can let go of none", () => {
    const { player, drawn } = open();
    for (const name of ["begin", "edit", "undo", "redo"]) {
      player.goTo(0);
      const part = name in player ? player : player.points;
      expect(part[name]({ op: "delete", rows: [0] })).toBeFalsy();
      expect([name, player.snapshot().error]).toEqual([name, REFUSAL]);
    }
    drawn.mockClear();
    player.points.end();
    player.points.callOff();
    expect(drawn).not.toHaveBeenCalled();
    expect(player.snapshot().points.n).toBe(POINTS.length);
  });

  test("draws other columns where they are granted, and refuses where they are not", async () => {
    const granted = open();
    granted.player.setAxis(0, 1);
    await settle();
    expect(granted.player.snapshot()).toMatchObject({ axes: [1, 0], error: "" });
    const { player } = open({}, ["cursor", "view"]);
    player.setAxis(0, 1);
    expect(player.snapshot()).toMatchObject({ axes: [0, 1], error: REFUSAL });
  });

  test("stops telling those who have left", () => {
    const { player, store } = open();
    const drawn = vi.fn();
    const leave = player.subscribe(drawn);
    leave();
    player.hold(0, [1, 1]);
    player.goTo(5);
    expect(drawn).not.toHaveBeenCalled();
    expect(store.watched).toBe(true);
  });
});

describe("the page", () => {
  const root = document.documentElement;

  async function load(text) {
    vi.resetModules();
    document.body.replaceChildren();
    const data = document.createElement("script");
    Object.assign(data, { type: "application/json", id: "saved", textContent: text });
    document.body.append(data);
    await import("../src/export/index.js");
  }

  afterEach(() => {
    delete root.dataset.theme;
    document.body.replaceChildren();
  });

  test("shows the widget where it was, with the view that it had beside the plain fit", async () => {
    await load(page({ view: "k-means" }));
    const widget = one(document, "main .gmm");
    expect(widget.dataset.cursor).toBe("2");
    const views = fields(widget, ".views input").map(({ value }) => value);
    expect(views).toEqual(["em", "k-means"]);
  });

  test("has no choice of views when there is one", async () => {
    await load(page());
    expect(one(document, ".gmm .head form").hidden).toBe(true);
  });

  test("follows its own choice of theme", async () => {
    root.dataset.theme = "dark";
    await load(page());
    const radios = Object.fromEntries(
      fields(document, ".foot input").map((radio) => [radio.value, radio]),
    );
    const choose = (value) => {
      radios[value].checked = true;
      radios[value].dispatchEvent(new Event("change", { bubbles: true }));
    };
    expect(radios.dark.checked).toBe(true);
    choose("light");
    expect(root.dataset.theme).toBe("light");
    choose("auto");
    expect(root.dataset.theme).toBeUndefined();
  });

  test("says so when it cannot be read", async () => {
    await load("{");
    expect(document.body.textContent).toContain(SAVED.broken);
  });
});
