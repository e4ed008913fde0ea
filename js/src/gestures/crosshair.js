// @ts-check
// A crosshair for the keyboard: one tab stop, two native sliders, like the handle of a mean.
import { html, px, set } from "../dom/index.js";
import { CROSSHAIR, place } from "../words/index.js";
import { NUDGE, nudged } from "./arrowkeys.js";
import { point } from "./drag.js";

/** @import { Geometry, Tool } from "../types.js" */

/**
 * @typedef {object} Crossed
 * @property {Geometry} geometry
 * @property {[number, number]} digits
 * @property {Tool | "ask" | null} tool  "ask": no tool, but questions about places
 * @property {boolean} usable  whether keys have something to do there
 * @property {string} name  what it is called
 */

/**
 * @param {object} on
 * @param {(at: [number, number]) => void} on.move
 * @param {(at: [number, number]) => void} on.enter
 * @param {() => void} on.leave  the focus went elsewhere
 */
export function createCrosshair(on) {
  const range = { type: "range", "aria-roledescription": CROSSHAIR.role };
  const horizontal = html("input", { ...range, "aria-label": CROSSHAIR.horizontal });
  const vertical = html("input", {
    ...{ ...range, "aria-label": CROSSHAIR.vertical, "aria-orientation": "vertical" },
    tabindex: -1,
  });
  const inputs = [horizontal, vertical];
  const node = html("div", { class: "crosshair", role: "group" }, ...inputs);
  /** @type {Crossed | null} */
  let now = null;
  /** @type {[number, number] | null} in data units; null: in the middle */
  let kept = null;

  /** @param {Geometry} geometry @returns {[number, number]} */
  const middle = ({ xDomain, yDomain }) => [
    (xDomain[0] + xDomain[1]) / 2,
    (yDomain[0] + yDomain[1]) / 2,
  ];

  /** Where it is; one that the plot has left behind is in the middle again. @returns {[number, number]} */
  function at() {
    if (!now) return [0, 0];
    const { xDomain, yDomain } = now.geometry;
    const seen =
      kept &&
      kept[0] >= xDomain[0] &&
      kept[0] <= xDomain[1] &&
      kept[1] >= yDomain[0] &&
      kept[1] <= yDomain[1];
    return seen && kept ? kept : middle(now.geometry);
  }

  /** @param {[number, number]} to */
  function go(to) {
    kept = to;
    on.move(to);
    show();
  }

  function show() {
    if (!now) return;
    const { geometry, digits, tool, usable, name } = now;
    const here = at();
    node.style.left = `${px(geometry.x(here[0]))}px`;
    node.style.top = `${px(geometry.y(here[1]))}px`;
    set(node, { hidden: !tool, "aria-label": name, "data-usable": usable });
    inputs.forEach((input, axis) => {
      const [low, high] = [geometry.xDomain, geometry.yDomain][axis];
      set(input, {
        ...{ min: low, max: high, step: NUDGE * (high - low) },
        "aria-valuetext": place(here, digits),
        "aria-description": tool && CROSSHAIR.keys[tool],
      });
      input.value = String(here[axis]);
      input.dataset.was = input.value;
      if (!usable) input.tabIndex = -1;
    });
    if (usable && inputs.every((input) => input.tabIndex < 0)) horizontal.tabIndex = 0;
  }

  node.addEventListener("keydown", (event) => {
    if (!now?.usable || event.ctrlKey || event.metaKey || event.altKey) return;
    node.removeAttribute("data-pointed");
    const to = nudged(event, at(), now.geometry);
    const enter = event.key === "Enter" || event.key === " ";
    if (!to && (!enter || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!to) {
      if (!event.repeat) on.enter(at());
      return;
    }
    go(to.at);
    point(inputs, to.axis);
  });

  // Assistive technology sets the value itself; the change is what counts, as the value is rounded.
  node.addEventListener("input", (event) => {
    const changed = /** @type {HTMLInputElement} */ (event.target);
    const by = Number(changed.value) - Number(changed.dataset.was);
    const [x, y] = at();
    go(changed === horizontal ? [x + by, y] : [x, y + by]);
  });

  node.addEventListener("focusout", (event) => {
    if (node.contains(/** @type {Node | null} */ (event.relatedTarget))) return;
    node.removeAttribute("data-pointed");
    on.leave();
  });

  return {
    node,
    /**
     * Have the focus, for a pointer at work there: the keys that follow are the widget's.
     * @param {[number, number]} to
     */
    hold(to) {
      kept = to;
      show();
      node.toggleAttribute("data-pointed", true);
      horizontal.focus({ preventScroll: true });
    },
    /** Go there, and have the focus. @param {[number, number]} to */
    take(to) {
      kept = to;
      show();
      node.removeAttribute("data-pointed");
      point(inputs, 0);
    },
    /** @param {string} text  what is said of where it is */
    describe(text) {
      for (const input of inputs) set(input, { "aria-valuetext": text });
    },
    /** @param {Crossed} next */
    update(next) {
      now = next;
      if (!next.tool) kept = null;
      show();
    },
  };
}
