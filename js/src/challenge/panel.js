// @ts-check
// The panel of a challenge: the task, the progress, and the answer code.

import { button, html, isRefused, keep, set, write } from "../dom/index.js";
import { CHALLENGE, percent, recorded } from "../words/index.js";
import { writeAnswer } from "./answercell.js";

/** The action that records an answer. */
const RECORD = "record";

/**
 * @typedef {object} Challenge  as Python sends it
 * @property {string} name
 * @property {string} task
 * @property {string} variable  under which the answer code stands in the notebook
 * @property {string[]} fixed  the inputs that the challenge sets
 * @property {boolean} passed
 * @property {number} score  0..1
 * @property {string} sentence
 * @property {boolean} pending  whether all that is still of another start
 * @property {[number, boolean][]} numbers  K of each start that is needed, and whether it is recorded
 * @property {string} code  "" until the answer is complete
 * @property {boolean} code_passed
 * @property {boolean} current  whether the shown start is recorded
 * @property {number} times  something was recorded
 */

/** @param {object} on @param {(action: string) => void} on.act @param {() => void} on.redraw */
export function createChallenge({ act, redraw }) {
  const task = html("p", { class: "asked" });
  const verdict = html("b", { class: "verdict" });
  const share = html("span", { class: "share" });
  const bar = html("progress", { max: 1, "aria-label": CHALLENGE.score });
  const sentence = html("p", { class: "sentence", role: "status" });
  const numbers = html("ol", { class: "numbers", "aria-label": CHALLENGE.numbers, hidden: true });
  const submit = button({ "data-action": RECORD });
  const code = html("input", { type: "text", readonly: true, "aria-label": CHALLENGE.code });
  const copy = button({ "data-action": "copy" });
  const kept = html("span", { class: "kept", hidden: true }, code, copy);
  const how = html("p", { class: "how", role: "status" });
  const node = html(
    "div",
    { class: "task", role: "group" },
    task,
    html("div", { class: "standing" }, verdict, bar, share, sentence),
    html("div", { class: "answer" }, numbers, submit, kept, how),
  );
  /** How often something had been recorded when it was asked for here. @type {number | null} */
  let timesBefore = null;
  /** The code that stands in the answer cell. */
  let written = "";
  /** The code that was copied last. */
  let copied = "";
  let times = 0;

  submit.addEventListener("click", () => {
    if (isRefused(submit)) return;
    timesBefore = times;
    act(RECORD);
  });
  code.addEventListener("focus", () => code.select());
  copy.addEventListener("click", async () => {
    if (await toClipboard(code)) {
      copied = code.value;
      redraw();
    }
  });

  /** @param {Challenge} now */
  async function place({ variable, code: made }) {
    written = (await writeAnswer(node, variable, made)) ? made : "";
    redraw();
  }

  return {
    node,
    /**
     * @param {Challenge} now
     * @param {object} state
     * @param {number} state.components  that are shown
     * @param {boolean} state.held
     * @param {boolean} state.busy  whether a request is not answered yet
     * @param {(action: string) => boolean} state.acting  whether an action is not done yet
     */
    update(now, { components, held, busy, acting }) {
      times = now.times;
      if (timesBefore !== null && !acting(RECORD)) {
        if (times > timesBefore && now.code) place(now);
        timesBefore = null;
      }
      const stale = held || busy || now.pending;
      set(node, {
        "aria-label": CHALLENGE.group(now.name),
        "data-passed": now.passed ? "true" : "false",
        "data-pending": stale ? "true" : "false",
      });
      if (!task.firstChild) task.append(html("span", { class: "label" }, CHALLENGE.label), " ");
      if (task.childNodes.length < 3) task.append("");
      write(/** @type {Node} */ (task.lastChild), now.task);
      write(verdict, now.passed ? CHALLENGE.passed : CHALLENGE.notYet);
      write(share, percent(now.score));
      set(bar, { value: now.score });
      write(sentence, now.sentence);
      numbers.hidden = !now.numbers.length;
      keep(numbers, now.numbers.length, () => html("li")).forEach((item, i) => {
        const [k, done] = now.numbers[i];
        set(item, { "data-done": done, "aria-label": CHALLENGE.number(k, done) });
        write(item, String(k));
      });
      const several = now.numbers.some(([k]) => k === components);
      write(submit, several ? CHALLENGE.recordNumber(components) : CHALLENGE.record);
      const why = held ? CHALLENGE.recordHeld : "";
      set(submit, {
        "aria-disabled": why ? "true" : null,
        title: why || CHALLENGE.recordTitle,
      });
      kept.hidden = !now.code;
      if (code.value !== now.code) code.value = now.code;
      write(copy, now.code && copied === now.code ? CHALLENGE.copied : CHALLENGE.copy);
      write(how, told(now, written));
    },
  };
}

/** @param {Challenge} now @param {string} written */
function told({ code, code_passed, current, numbers, times, variable }, written) {
  if (code) {
    return recorded({ passed: code_passed, current, written: written === code, variable });
  }
  const missing = numbers.filter(([, done]) => !done).map(([k]) => k);
  return times && missing.length ? CHALLENGE.missing(missing) : CHALLENGE.nothing;
}

/** @param {HTMLInputElement} field */
async function toClipboard(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Not on a page without https, and not in every frame.
    field.focus();
    field.select();
    return field.ownerDocument.execCommand("copy");
  }
}
