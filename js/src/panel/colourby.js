// @ts-check
// With five components or more a blend of colours is ambiguous: show a single component.
import { html, put } from "../dom/index.js";
import { ONLY } from "../words/index.js";

/** Blends of up to four of the palette's colours are unlike any pure one. */
export const MOST_BLENDED = 4;

/**
 * A choice of the component whose responsibilities alone colour the points.
 * @param {(only: number | null) => void} onChoose  null: all of them
 */
export function createOnly(onChoose) {
  const choice = /** @type {HTMLSelectElement} */ (html("select", {}));
  const node = html(
    "label",
    { class: "only", hidden: true },
    html("span", { class: "label" }, ONLY.label),
    choice,
  );
  choice.addEventListener("change", () => {
    onChoose(choice.value === "" ? null : Number(choice.value));
  });
  let offered = 0;
  return {
    node,
    /** @param {number} K @param {number | null} only */
    update(K, only) {
      put(node, { hidden: K <= MOST_BLENDED });
      if (offered !== K) {
        offered = K;
        choice.replaceChildren(
          html("option", { value: "" }, ONLY.all),
          ...Array.from({ length: K }, (_, k) => html("option", { value: String(k) }, ONLY.one(k))),
        );
      }
      put(choice, { value: only === null ? "" : String(only) });
    },
  };
}
