// @ts-check
// The switch between views: native radios, so that the keyboard works as usual. The views of many fits are
// grouped under one name, each with a line that says what it is for.
import { button, createDisclosure, html, put, set, svg, write } from "../dom/index.js";
import { VIEWS } from "../words/index.js";

/** @import { ViewKind } from "../types.js" */

/** Views of many fits are grouped from this number on. */
const SEVERAL = 2;

/** @param {readonly ViewKind[]} kinds @param {(name: string) => void} onChoose */
export function createSwitch(kinds, onChoose) {
  const many = kinds.filter(({ about }) => about);
  const behind = many.length < SEVERAL ? [] : many;
  const options = kinds.map((kind) => option(kind, behind.includes(kind)));
  const name = html("span");
  const toggle = button(
    { class: "many", title: VIEWS.manyTitle },
    name,
    svg("svg", { viewBox: "0 0 10 6", "aria-hidden": "true" }, svg("path", { d: "M1 1l4 4 4-4" })),
  );
  const menu = html(
    "div",
    { class: "menu", role: "group", "aria-label": VIEWS.many },
    ...options.filter(({ inMenu }) => inMenu).map(({ label }) => label),
  );
  // Radios of one name are one group in the whole page, where other widgets live, but for a form.
  const node = html(
    "form",
    { hidden: kinds.length < 2 },
    html(
      "fieldset",
      { class: "views" },
      html("legend", {}, VIEWS.legend),
      ...options.filter(({ inMenu }) => !inMenu).map(({ label }) => label),
      ...(behind.length ? [toggle] : []),
    ),
    menu,
  );

  const { turn, close } = createDisclosure(toggle, menu);
  node.addEventListener("submit", (event) => event.preventDefault());
  node.addEventListener("change", (event) => {
    onChoose(/** @type {HTMLInputElement} */ (event.target).value);
  });
  // Arrow keys go from one to the next, and click; a hand has chosen.
  menu.addEventListener("click", ({ detail }) => {
    if (detail > 0) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    close();
  });
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!node.contains(/** @type {Node | null} */ (relatedTarget))) turn(false);
  });

  return {
    node,
    close,
    /** @param {ViewKind} shown @param {boolean} coming  its data are on their way */
    update(shown, coming) {
      for (const { kind, radio, label } of options) {
        put(radio, { checked: kind === shown });
        set(label, { "data-coming": coming && kind === shown });
      }
      const one = behind.includes(shown);
      write(name, one ? shown.label : VIEWS.many);
      set(toggle, {
        "aria-label": one ? VIEWS.oneOfMany(shown.label) : null,
        "data-chosen": one,
        "data-coming": coming && one,
      });
    },
  };
}

/** @param {ViewKind} kind @param {boolean} inMenu */
function option(kind, inMenu) {
  const group = inMenu ? "many" : "view";
  const radio = html("input", {
    ...{ type: "radio", name: group, value: kind.name, "data-view": kind.name },
  });
  const label = html("label", {}, radio, html("span", {}, kind.label));
  if (inMenu) label.append(html("small", {}, kind.about ?? ""));
  return { kind, inMenu, radio, label };
}
