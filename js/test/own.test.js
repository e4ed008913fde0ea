import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFilm } from "../src/kernel/film.js";
import { toyFilm } from "./helpers/film.js";
import { filmTrait } from "./helpers/model.js";
import { useWidget } from "./helpers/widget.js";

const FOLDER = join(import.meta.dirname, "..", "..", "tests", "contract", "fixtures");
const fixture = (name) => decodeFilm(readFileSync(join(FOLDER, `${name}.film`)));
const fault = {
  cursor: 3,
  row: 2,
  component: 1,
  lead: "Your E-step is wrong in iteration 2.",
  seen: "Point 2: you give 0.31 to component 2; the E-step gives 0.62.",
  hint: "The mixing weights are missing.",
};
const told = { lead: fault.lead, body: fault.seen, next: "" };
const sentences = { ...readToy(), fault: told };
const right = "Your E-step agrees with the reference in all 3 iterations.";

function readToy() {
  const film = decodeFilm(toyFilm());
  return {
    start: film.sentence(0),
    E: film.sentence(1),
    M: film.sentence(2),
    end: film.sentence(6),
  };
}

const widget = useWidget();
let model;
let root;
let store;

function open(header, traits = {}) {
  ({ model, store, root } = widget({ _film: filmTrait(header), ...traits }));
}

const find = (selector) => root.querySelector(selector);
const rings = () => [...root.querySelectorAll("g.fault circle")];
const places = () => rings().map((ring) => [ring.getAttribute("cx"), ring.getAttribute("cy")]);
const story = () => find(".story").textContent;

describe("a film by own functions, as Python sends it", () => {
  test("tells of its fault at its cursor", () => {
    const film = fixture("faulty");
    expect(film.status).toBe("faulty");
    expect(film.fault).toMatchObject({ cursor: 1, row: 0 });
    expect(film.sentence(1)).toEqual({ lead: film.fault.lead, body: film.fault.seen, next: "" });
    expect(film.sentence(2).lead).toContain("iteration 2");
    expect(film.agreement).toBe("");
  });
  test("or that it agrees", () => {
    const film = fixture("own");
    expect(film.fault).toBeNull();
    expect(film.agreement).toContain("agrees with the reference in all 3 iterations");
  });
  test("and of no other film is anything said", () => {
    expect(fixture("converged")).toMatchObject({ fault: null, agreement: "" });
  });
});

describe("a fault", () => {
  test("is told and can be gone to", async () => {
    open({ fault, sentences });
    const box = find(".own");
    expect(box.hidden).toBe(false);
    for (const words of [fault.lead, fault.seen, fault.hint])
      expect(box.textContent).toContain(words);
    const go = find('[data-action="fault"]');
    expect(go.textContent).toBe("Show E-step 2");
    go.click();
    expect(model.wish.cursor).toBe(3);
    expect(go.getAttribute("aria-disabled")).toBe("true");
    const { length } = model.sent;
    go.click();
    expect(model.sent.length).toBe(length);
  });
  test("rings its point from its cursor on, and nothing before", () => {
    open({ fault, sentences });
    store.goTo(2);
    expect(rings()).toEqual([]);
    store.goTo(3);
    const point = root.querySelectorAll(".points circle")[fault.row];
    const at = [point.getAttribute("cx"), point.getAttribute("cy")];
    expect(places()).toEqual([at, at]);
    store.goTo(6);
    expect(rings().length).toBe(2);
  });
  test("of a component rings its number", () => {
    open({ fault: { ...fault, row: null, cursor: 2 }, sentences });
    store.goTo(2);
    const ring = root.querySelectorAll(".mean-ring")[1];
    expect(places()[0]).toEqual([ring.getAttribute("cx"), ring.getAttribute("cy")]);
  });
  test("without a place rings nothing", () => {
    open({ fault: { ...fault, row: null, component: null, cursor: 0 }, sentences });
    expect(rings()).toEqual([]);
    expect(find('[data-action="fault"]').textContent).toBe("Show the start");
  });
  test("of a film of one cursor has no other place to go to", () => {
    open({ T: 0, status: "faulty", fault: { ...fault, cursor: 0 }, sentences });
    expect(find('[data-action="fault"]').hidden).toBe(true);
  });
  test("is marked on the timeline, where its cursor is", () => {
    open({ fault, sentences });
    const tip = Number(
      find(".time path.fault")
        .getAttribute("d")
        .match(/^M([\d.]+)/)[1],
    );
    const ticks = [...root.querySelectorAll(".time line")].map((line) =>
      Number(line.getAttribute("x1")),
    );
    expect(tip).toBeCloseTo((ticks[1] + ticks[2]) / 2, 1);
    store.goTo(3);
    expect(find(".timeline").getAttribute("aria-valuetext")).toContain("the first wrong step");
  });
  test("is the sentence at its cursor, and named at the others in the live region", () => {
    open({ fault, sentences });
    expect(story()).toContain("Start.");
    expect(find(".story .sr").textContent.trim()).toBe(fault.lead);
    store.goTo(3);
    expect(story()).toContain(fault.seen);
    expect(find(".story .sr").textContent).toBe("");
    expect(find(".story").getAttribute("data-tone")).toBe("warn");
    store.goTo(4);
    expect(find(".story").getAttribute("data-tone")).toBeNull();
  });
  test("is not repeated below the plot where it stands above: there is its hint alone", () => {
    open({ fault, sentences });
    const box = () => [...find(".wrong").querySelectorAll(":scope > p:not([hidden])")];
    const words = () => box().map((line) => line.textContent.trim());
    expect(words()).toEqual([`${fault.lead} ${fault.seen}`, fault.hint]);
    store.goTo(3);
    expect(words()).toEqual([fault.hint]);
    store.goTo(4);
    expect(words()).toEqual([`${fault.lead} ${fault.seen}`, fault.hint]);
  });
  test("without a hint leaves nothing to say there, and comes back", () => {
    open({ fault: { ...fault, hint: "" }, sentences });
    const told = () => find(".wrong").classList.contains("repeated");
    store.goTo(3);
    expect(told()).toBe(true);
    store.goTo(2);
    expect(told()).toBe(false);
    expect(find(".wrong").textContent).toContain(fault.seen);
  });
  test("that is long is only said above the plot, and shown below it", () => {
    const seen =
      "e_step raised an error at line 3 (`return X[999]`): IndexError: out of bounds. Look";
    const long = { ...told, body: `${seen} ${seen}`, next: "Mend it." };
    open({ fault: { ...fault, seen: long.body }, sentences: { ...sentences, fault: long } });
    store.goTo(3);
    expect(find(".story > span:not(.sr)").textContent).toBe("");
    expect(find(".story .sr").textContent.trim()).toBe(long.body);
    expect(find(".wrong").textContent).toContain(long.body);
  });
  test("goes with the fit that has none", async () => {
    open({ fault, sentences });
    store.goTo(3);
    await model.answer({ cursor: 3, _film: filmTrait({ agreement: right }) });
    expect(rings()).toEqual([]);
    expect(find(".time path.fault")).toBeNull();
    expect(find(".own .right").textContent).toBe(right);
    expect(find(".wrong").hidden).toBe(true);
    await model.receive({ _film: filmTrait() });
    expect(find(".own").hidden).toBe(true);
  });
  test("is neither ringed nor certain while a mean is held", async () => {
    open({ fault: { ...fault, cursor: 0 }, sentences });
    expect(rings().length).toBe(2);
    store.hold(0, [1, 1]);
    expect(rings()).toEqual([]);
    expect(find(".own").classList.contains("stale")).toBe(true);
    await model.answer({ _film: filmTrait({ short: true }) });
    expect(find(".own").hidden).toBe(false);
    store.drop();
    await model.answer({ _film: filmTrait({ agreement: right }) });
    expect(find(".own").classList.contains("stale")).toBe(false);
    expect(find(".own .right").textContent).toBe(right);
  });
});

test("a film that could not go on warns at its end", () => {
  open({ status: "faulty", fault, sentences: { ...sentences, end: { ...told, lead: "Broken." } } });
  store.goTo(6);
  expect(find(".story").getAttribute("data-tone")).toBe("warn");
  expect(story()).toContain("Broken.");
});
