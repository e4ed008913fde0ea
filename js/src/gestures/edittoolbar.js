// @ts-check
// Tools for the points: a button in the bar, and below it the tools that it opens, one of them active.
import { button, createChoice, html, icon, isRefused, refuse, set, write } from "../dom/index.js";
import { EDIT } from "../words/index.js";

/** @import { Tool } from "../types.js" */

const PENCIL = "M11.4 1.7 14.3 4.6 12.8 6.1 9.9 3.2zM9.1 4 12 6.9 5.2 13.7 1.8 14.2 2.3 10.8z";

/**
 * @param {object} on
 * @param {() => void} on.change  another tool is on, or none
 * @param {() => void} on.outlier
 */
export function createToolbar({ change, outlier }) {
  /** @type {Tool | null} */
  let tool = null;
  /** @type {Tool} the one that opens */
  let last = "add";
  const choice = createChoice(EDIT.legend, "tool", (value) => turn(/** @type {Tool} */ (value)));
  choice.node.classList.add("segments");
  const far = button({ "data-action": "outlier", title: EDIT.outlierTitle }, EDIT.outlier);
  const [byHand, byKeys] = [html("span"), html("span", { class: "by-keys" })];
  const node = html(
    "div",
    { class: "tools", role: "group", "aria-label": EDIT.toggle, hidden: true },
    choice.node,
    far,
    html("p", {}, byHand, " ", byKeys),
  );
  const toggle = button({ "data-action": "edit" }, icon(PENCIL), EDIT.toggle);
  const choices = EDIT.tools.map(([value, label]) => ({ value, label }));
  far.addEventListener("click", outlier);
  toggle.addEventListener("click", () => {
    if (!isRefused(toggle)) turn(tool ? null : last);
  });

  /** @param {Tool | null} next */
  function turn(next) {
    tool = next;
    last = next ?? last;
    node.hidden = !tool;
    change();
  }

  return {
    node,
    toggle,
    /** @returns {Tool | null} */
    get tool() {
      return tool;
    },
    /** Put the tool away; the focus stays in reach. */
    close() {
      if (!tool) return;
      const inside = node.matches(":focus-within");
      turn(null);
      if (inside) toggle.focus({ preventScroll: true });
    },
    /** @param {string} why  the points are not to be edited; "" if they are */
    update(why) {
      if (why && tool) turn(null);
      set(toggle, { "aria-expanded": tool ? "true" : "false" });
      refuse(toggle, why, tool ? EDIT.toggle : EDIT.toggleTitle);
      choice.update(choices, tool ?? last);
      const [hand, keys] = EDIT.hints[tool ?? last];
      write(byHand, hand);
      write(byKeys, keys);
    },
  };
}
