// @ts-check
// A choice of a few: native radios that look like one control.
import { html, keep, set, write } from "./elements.js";

/** @typedef {{value: string, label: string, name?: string, colour?: string, ink?: string}} Choice
 *   label: the visible text; name: the accessible name, if another; colour: of a badge */

/**
 * @param {string} legend
 * @param {string} name  of the group
 * @param {(value: string) => void} onChoose
 */
export function createChoice(legend, name, onChoose) {
  const box = html("div", { class: "choices" });
  // Radios of one name are one group in the whole page, where other widgets live, but for a form.
  const node = html(
    "form",
    { class: "choice" },
    html("fieldset", {}, html("legend", { class: "label" }, legend), box),
  );
  node.addEventListener("submit", (event) => event.preventDefault());
  node.addEventListener("change", (event) => {
    onChoose(/** @type {HTMLInputElement} */ (event.target).value);
  });
  return {
    node,
    /** @param {Choice[]} choices @param {string} chosen */
    update(choices, chosen) {
      const labels = keep(box, choices.length, () =>
        html("label", {}, html("input", { type: "radio", name }), html("span")),
      );
      labels.forEach((label, i) => {
        const { value, label: text, name: heard, colour, ink } = choices[i];
        const [input, seen] = /** @type {[HTMLInputElement, HTMLElement]} */ ([...label.children]);
        set(input, { value, "aria-label": heard });
        if (input.checked !== (value === chosen)) input.checked = value === chosen;
        set(seen, { class: colour ? "badge" : null });
        Object.assign(seen.style, { background: colour ?? "", color: ink ?? "" });
        write(seen, text);
      });
    },
  };
}
