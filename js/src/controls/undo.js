// @ts-check
// Undo and redo: two buttons in the bar, and the usual keys.
import { html, set, svg } from "../dom/index.js";
import { TRAVEL } from "../words/index.js";

const UNDO =
  "M6.2 2.3 7.3 3.4 5.2 5.5H9.5a4 4 0 0 1 0 8H6v-1.6h3.5a2.4 2.4 0 0 0 0-4.8H5.2l2.1 2.1-1.1 1.1L2.2 6.3z";
const MIRRORED = "matrix(-1 0 0 1 16 0)";
/** These have an undo of their own. */
const TEXT = 'input:not([type="range"]):not([type="radio"]), textarea, [contenteditable]';

/**
 * @param {object} on
 * @param {() => void} on.undo
 * @param {() => void} on.redo
 */
export function createTravel(on) {
  const buttons = {
    undo: button("undo", TRAVEL.undo, "Control+Z Meta+Z", null),
    redo: button("redo", TRAVEL.redo, "Control+Shift+Z Control+Y Meta+Shift+Z", MIRRORED),
  };
  const node = html(
    "div",
    { class: "stepper travel", role: "group", "aria-label": TRAVEL.group },
    buttons.undo,
    buttons.redo,
  );
  for (const name of /** @type {const} */ (["undo", "redo"])) {
    buttons[name].addEventListener("click", () => {
      if (buttons[name].getAttribute("aria-disabled") !== "true") on[name]();
    });
  }

  return {
    node,
    /**
     * @param {{undo: number, redo: number}} history  steps each way
     * @param {boolean} held
     */
    update({ undo, redo }, held) {
      const why = {
        undo: held ? TRAVEL.held : undo ? "" : TRAVEL.noUndo,
        redo: held ? TRAVEL.held : redo ? "" : TRAVEL.noRedo,
      };
      for (const name of /** @type {const} */ (["undo", "redo"])) {
        set(buttons[name], {
          "aria-disabled": why[name] ? "true" : null,
          "aria-description": why[name] || null,
          title: why[name] || TRAVEL[`${name}Title`],
        });
      }
    },
    /**
     * @param {KeyboardEvent} event
     * @returns {boolean} whether it was one of ours: nobody else is to undo what we did
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

/**
 * @param {string} action
 * @param {string} label
 * @param {string} keys
 * @param {string | null} transform
 */
const button = (action, label, keys, transform) =>
  html(
    "button",
    { type: "button", "data-action": action, "aria-label": label, "aria-keyshortcuts": keys },
    svg(
      "svg",
      { viewBox: "0 0 16 16", "aria-hidden": "true" },
      svg("path", { d: UNDO, transform }),
    ),
  );
