// @ts-check
// The switch between views: native radios, so that the keyboard works as anywhere.
import { html, set } from "./dom.js";
import { VIEWS } from "./words/index.js";

/** @typedef {import("./views/index.js").ViewKind} ViewKind */

/**
 * @param {readonly ViewKind[]} kinds
 * @param {(name: string) => void} onChoose
 */
export function createSwitch(kinds, onChoose) {
  const radios = kinds.map(({ name }) =>
    html("input", { type: "radio", name: "view", value: name, "data-view": name }),
  );
  const labels = kinds.map(({ label }, i) => html("label", {}, radios[i], label));
  // Radios of one name are one group in the whole page, where other widgets live, but for a form.
  const node = html(
    "form",
    { hidden: kinds.length < 2 },
    html("fieldset", { class: "views" }, html("legend", {}, VIEWS.legend), ...labels),
  );
  node.addEventListener("submit", (event) => event.preventDefault());
  node.addEventListener("change", () => {
    const chosen = radios.find((radio) => radio.checked);
    if (chosen) onChoose(chosen.value);
  });
  return {
    node,
    /**
     * @param {ViewKind} shown
     * @param {boolean} coming  its picture is on its way
     */
    update(shown, coming) {
      kinds.forEach((kind, i) => {
        if (radios[i].checked !== (kind === shown)) radios[i].checked = kind === shown;
        set(labels[i], { "data-coming": coming && kind === shown });
      });
    },
  };
}
