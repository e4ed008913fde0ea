// @ts-check
// Undo and redo: two buttons in the bar, and the usual keys.
import { button, html, icon, isRefused, refuse } from "../dom/index.js";
import { TRAVEL } from "../words/index.js";

const UNDO =
  "M6.2 2.3 7.3 3.4 5.2 5.5H9.5a4 4 0 0 1 0 8H6v-1.6h3.5a2.4 2.4 0 0 0 0-4.8H5.2l2.1 2.1-1.1 1.1L2.2 6.3z";
const MIRRORED = "matrix(-1 0 0 1 16 0)";
/** These have an undo of their own. */
const TEXT = 'input:not([type="range"]):not([type="radio"]), textarea, [contenteditable]';

/** @param {object} on @param {() => void} on.undo @param {() => void} on.redo */
export function createTravel(on) {
  const buttons = {
    undo: travel("undo", "Control+Z Meta+Z", null),
    redo: travel("redo", "Control+Shift+Z Control+Y Meta+Shift+Z", MIRRORED),
  };
  const node = html(
    "div",
    { class: "stepper travel", role: "group", "aria-label": TRAVEL.group },
    buttons.undo,
    buttons.redo,
  );
  for (const name of /** @type {const} */ (["undo", "redo"])) {
    buttons[name].addEventListener("click", () => {
      if (!isRefused(buttons[name])) on[name]();
    });
  }

  return {
    node,
    /** @param {{undo: number, redo: number}} history  steps each way @param {boolean} held */
    update({ undo, redo }, held) {
      const why = {
        undo: held ? TRAVEL.held : undo ? "" : TRAVEL.noUndo,
        redo: held ? TRAVEL.held : redo ? "" : TRAVEL.noRedo,
      };
      for (const name of /** @type {const} */ (["undo", "redo"])) {
        refuse(buttons[name], why[name], TRAVEL[`${name}Title`]);
      }
    },
    /**
     * @param {KeyboardEvent} event
     * @returns {boolean} whether the key was handled
     */
    key(event) {
      const { key, target } = event;
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
      if (/** @type {Element} */ (target).closest(TEXT)) return false;
      const letter = key.toLowerCase();
      if (letter !== "z" && (letter !== "y" || event.shiftKey)) return false;
      event.preventDefault();
      event.stopPropagation();
      if (letter === "y" || event.shiftKey) on.redo();
      else on.undo();
      return true;
    },
  };
}

/** @param {"undo" | "redo"} action @param {string} keys @param {string | null} transform */
const travel = (action, keys, transform) =>
  button(
    {
      ...{ class: null, "data-action": action },
      ...{ "aria-label": TRAVEL[action], "aria-keyshortcuts": keys },
    },
    icon(UNDO, { transform }),
  );
