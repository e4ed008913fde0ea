import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { find } from "../src/challenge/answercell.js";
import factory from "../src/index.js";
import { all, one } from "./helpers/find.js";
import { fakeModel, filmTrait } from "./helpers/model.js";

const TOLD = {
  name: "trap",
  task: "Find a trap.",
  variable: "answer_trap",
  fixed: ["points", "start", "covariance_type", "reg_covar", "n_components"],
  passed: false,
  score: 0.25,
  sentence: "EM ended 5.0 nats below the best fit; it takes 20.",
  pending: false,
  numbers: [],
  code: "",
  code_passed: false,
  current: false,
  times: 0,
};
const CODE = "gmm1.abc_-D.0123abcd";
const RECORDED = { ...TOLD, code: CODE, current: true, times: 1 };

let model;
let leave;
let close;
let host;

/**
 * Open a widget in a cell of a notebook, as JupyterLab draws it; `lines` of the cells that follow.
 * @param {Partial<typeof TOLD>} challenge
 * @returns {HTMLElement}
 */
function open(challenge = TOLD, following = []) {
  const notebook = document.createElement("div");
  notebook.innerHTML = `<div class="jp-Cell jp-CodeCell"><div class="host"></div></div>${following
    .map(
      ({ lines, kind = "jp-CodeCell", editable = true }) =>
        `<div class="jp-Cell ${kind}"><div class="cm-content" contenteditable="${editable}">${lines
          .map((line) => `<div class="cm-line"><span>${line}</span></div>`)
          .join("")}</div></div>`,
    )
    .join("")}`;
  document.body.append(notebook);
  host = one(notebook, ".host");
  model = fakeModel({ _challenge: challenge });
  const widget = factory();
  leave = widget.initialize({ model });
  close = widget.render({ model, el: host });
  return host.querySelector(".gmm");
}

const task = () => host.querySelector(".task");
const text = (selector) => task().querySelector(selector).textContent;
const action = (name) => host.querySelector(`[data-action="${name}"]`);
const content = (i) => document.querySelectorAll(".cm-content")[i];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  close();
  leave();
  document.body.replaceChildren();
  vi.useRealTimers();
  delete document.execCommand;
});

describe("the panel", () => {
  test("is not there in a plain widget", () => {
    open({});
    expect(task()).toBeNull();
    expect(action("add").getAttribute("aria-disabled")).toBeNull();
  });

  test("says the task and how it stands, in words and not in colour alone", async () => {
    open();
    expect(text(".asked")).toBe("Challenge Find a trap.");
    expect([text(".verdict"), text(".share"), text(".sentence")]).toEqual([
      "Not yet",
      "25%",
      TOLD.sentence,
    ]);
    expect(task().querySelector("progress").value).toBe(0.25);
    await model.receive({ _challenge: { ...TOLD, passed: true, score: 1, sentence: "Done." } });
    expect([text(".verdict"), text(".share"), text(".sentence")]).toEqual([
      "Passed",
      "100%",
      "Done.",
    ]);
  });

  test("what the challenge sets cannot be changed, and says why", () => {
    open();
    for (const name of ["add", "remove", "edit"]) {
      expect(action(name).getAttribute("aria-disabled")).toBe("true");
      expect(action(name).title).toBe("The challenge sets this");
    }
    action("add").click();
    expect(model.sent).toEqual([]);
    expect(host.querySelector("[data-option=covariance_type]").disabled).toBe(true);
    expect(host.querySelector("[data-option=max_iter]").disabled).toBe(false);
    expect(action("shapes").hidden).toBe(true);
  });

  test("a verdict of another start is pale until the new one is there", async () => {
    open();
    expect(task().dataset.pending).toBe("false");
    await model.receive({ _challenge: { ...TOLD, pending: true } });
    expect(task().dataset.pending).toBe("true");
  });
});

describe("record answer", () => {
  test("is a counter in the wish: a repeat asks for nothing more", async () => {
    open();
    action("record").click();
    expect(model.wish).toMatchObject({ record: 1 });
    vi.advanceTimersByTime(2000);
    expect(model.sent.map(({ record }) => record)).toEqual([1, 1]);
    await model.answer({ _challenge: RECORDED });
    action("record").click();
    expect(model.wish).toMatchObject({ record: 2 });
  });

  test("waits for the fit that is asked for: what is recorded is what was seen", async () => {
    open({ ...TOLD, fixed: [] });
    action("add").click();
    action("record").click();
    expect(model.sent).toHaveLength(1);
    expect(model.wish).not.toHaveProperty("record");
    await model.answer({ _film: filmTrait({ K: 3 }), n_components: 3 });
    expect(model.wish).toMatchObject({ record: 1 });
  });

  test("a cursor asked for before is not forgotten for it", async () => {
    open();
    action("e-step").click();
    action("m-step").click();
    action("record").click();
    await model.answer();
    await model.answer({ _challenge: RECORDED });
    expect(model.sent.some(({ cursor }) => cursor === 2)).toBe(true);
  });

  test("shows the code to be copied where there is no answer cell", async () => {
    open();
    expect(task().querySelector(".kept").hidden).toBe(true);
    action("record").click();
    await model.answer({ _challenge: RECORDED });
    expect(task().querySelector("input").value).toBe(CODE);
    expect(text(".how")).toBe(
      "Recorded: it does not pass yet. Copy the code into the answer cell, between the quotation marks of answer_trap.",
    );
    await model.receive({ _challenge: { ...RECORDED, current: false, code_passed: true } });
    expect(text(".how")).toMatch(/^Your recorded answer passes\./);
  });

  test("copies the code", async () => {
    open(RECORDED);
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    action("copy").click();
    await vi.advanceTimersByTimeAsync(0);
    vi.unstubAllGlobals();
    expect(writeText).toHaveBeenCalledWith(CODE);
    expect(action("copy").textContent).toBe("Copied");
  });

  test("several starts: the button names the number, and those that are missing are named", async () => {
    const numbers = [
      [1, false],
      [2, false],
      [3, false],
    ];
    open({ ...TOLD, numbers, fixed: [] });
    expect(action("record").textContent).toBe("Record K = 2");
    action("record").click();
    const some = numbers.map(([k]) => [k, k === 2]);
    await model.answer({ _challenge: { ...TOLD, numbers: some, fixed: [], times: 1 } });
    const items = [...task().querySelectorAll(".numbers li")];
    expect(items.map((item) => item.getAttribute("aria-label"))).toEqual([
      "K = 1, not recorded yet",
      "K = 2, recorded",
      "K = 3, not recorded yet",
    ]);
    expect(text(".how")).toContain("choose K = 1, 3 below");
    expect(task().querySelector(".kept").hidden).toBe(true);
  });
});

describe("the answer cell", () => {
  /** An editor that takes what is typed into its selection, as CodeMirror does. */
  function typing() {
    document.execCommand = vi.fn((_, __, typed) => {
      const range = document.getSelection().getRangeAt(0);
      const node = range.startContainer;
      const { startOffset: from, endOffset: to } = range;
      node.textContent = node.textContent.slice(0, from) + typed + node.textContent.slice(to);
      return true;
    });
  }

  test("gets the code between its quotation marks, and the rest of it stays", async () => {
    typing();
    const lines = ["# mine", 'answer_trap = "gmm1.old.00000000"  # here', "print(1)"];
    open(TOLD, [
      { lines: ["x = 1"] },
      { lines: ["answer_trap = ''"], kind: "jp-MarkdownCell" },
      { lines },
    ]);
    action("record").click();
    await model.answer({ _challenge: RECORDED });
    await vi.advanceTimersByTimeAsync(50);
    expect([...content(2).children].map((line) => line.textContent)).toEqual([
      "# mine",
      `answer_trap = "${CODE}"  # here`,
      "print(1)",
    ]);
    expect([content(0).textContent, content(1).textContent]).toEqual(["x = 1", "answer_trap = ''"]);
    expect(text(".how")).toContain("It is in the answer cell below: run that cell.");
  });

  test("an answer that nobody asked for here is not written", async () => {
    typing();
    open(TOLD, [{ lines: ['answer_trap = ""'] }]);
    await model.receive({ _challenge: RECORDED });
    await vi.advanceTimersByTimeAsync(50);
    expect(content(0).textContent).toBe('answer_trap = ""');
    expect(document.execCommand).not.toHaveBeenCalled();
  });

  test("an editor that takes nothing is no answer cell", async () => {
    document.execCommand = vi.fn(() => false);
    open(TOLD, [{ lines: ['answer_trap = ""'] }]);
    action("record").click();
    await model.answer({ _challenge: RECORDED });
    await vi.advanceTimersByTimeAsync(5000);
    expect(text(".how")).toContain("Copy the code");
  });

  test.each([
    ["another name", { lines: ['answer_trapped = ""'] }],
    ["something in it that is no code", { lines: ['answer_trap = "mine"'] }],
    ["two such lines", { lines: ['answer_trap = ""', 'answer_trap = ""'] }],
    ["more after it", { lines: ['answer_trap = "" + more'] }],
    ["no right to be edited", { lines: ['answer_trap = ""'], editable: false }],
  ])("a cell with %s is left alone", (_, cell) => {
    const root = open(TOLD, [cell]);
    expect(find(root, "answer_trap")).toBeNull();
  });

  test("cells before the widget's are left alone, also where the page orders them otherwise", () => {
    const root = open(TOLD, [{ lines: ['answer_trap = ""'] }]);
    const [own, other] = all(document, ".jp-Cell");
    own.dataset.windowedListIndex = "10";
    other.dataset.windowedListIndex = "9";
    expect(find(root, "answer_trap")).toBeNull();
    other.dataset.windowedListIndex = "11";
    expect(find(root, "answer_trap")).toMatchObject({ index: 0, from: 15, to: 15 });
  });
});
