// @ts-check
// Buttons, their icons, why one does nothing just now, and what one opens.
import { html, put, set, svg } from "./elements.js";

/** @import { Attributes } from "./elements.js" */

/** @param {Attributes} attributes @param {...(Node | string)} children */
export const button = (attributes, ...children) =>
  html("button", { type: "button", class: "btn", ...attributes }, ...children);

/** A path of 16 x 16 units. @param {string | null} d @param {Attributes} [attributes] */
export const icon = (d, attributes) =>
  svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d, ...attributes }));

/**
 * A button that is refused keeps the focus, and its title is the reason.
 * @param {Element} node
 * @param {string} why  "" where it works
 * @param {string} title  of a button that works
 */
export const refuse = (node, why, title) =>
  set(node, {
    "aria-disabled": why ? "true" : null,
    "aria-description": why || null,
    title: why || title,
  });

/** @param {Element} node */
export const isRefused = (node) => node.getAttribute("aria-disabled") === "true";

/** Have a button open and close a part. @param {HTMLElement} toggle @param {HTMLElement} part */
export function createDisclosure(toggle, part) {
  /** @param {boolean} open */
  function turn(open) {
    put(part, { hidden: !open });
    set(toggle, { "aria-expanded": open ? "true" : "false" });
  }
  turn(false);
  toggle.addEventListener("click", () => turn(part.hidden));
  return {
    turn,
    /** Close it: true when it was open. The focus stays in reach. */
    close() {
      if (part.hidden) return false;
      const inside = part.querySelector(":focus") !== null;
      turn(false);
      if (inside) toggle.focus({ preventScroll: true });
      return true;
    },
  };
}
