// @ts-check
// The foot of a saved page: what the page is, and a choice of its theme.
import { html } from "../dom/index.js";
import { SAVED } from "../words/index.js";

/**
 * @param {Document} page  whose root says the theme; the widget and the page follow it
 * @returns {HTMLElement}
 */
export function createFoot({ documentElement: root }) {
  const chosen = root.dataset.theme ?? "auto";
  const radios = SAVED.themes.map(([value]) =>
    html("input", { type: "radio", name: "theme", value, checked: value === chosen }),
  );
  const labels = SAVED.themes.map(([, label], i) => html("label", {}, radios[i], label));
  const themes = html("fieldset", {}, html("legend", {}, SAVED.theme), ...labels);
  themes.addEventListener("change", () => {
    const value = radios.find((radio) => radio.checked)?.value;
    if (value === "light" || value === "dark") root.dataset.theme = value;
    else delete root.dataset.theme;
  });
  return html("footer", { class: "foot" }, html("p", {}, SAVED.note), themes);
}
