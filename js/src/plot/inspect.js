// @ts-check
// Inspection of one point: by hover, by tap, and with one slider for the keyboard.
import { html, set } from "../dom/index.js";
import { createPicker } from "../geometry/index.js";
import { INSPECT } from "../words/index.js";

/** @import { At } from "../types.js" */

const NEAR = { mouse: 14, pen: 16, touch: 24 };

/**
 * @param {HTMLElement} plot
 * @param {object} options
 * @param {(at: At | null) => void} options.onChange
 * @param {(x: number, y: number) => [number, number] | null} options.toData  a place of the plot; null outside it
 * @param {(x: number, y: number) => boolean} options.onTap  true when the tap meant something else
 * @param {() => boolean} options.idle  whether the pointer means something else
 */
export function createInspector(plot, { onChange, onTap, idle, toData }) {
  const input = html("input", {
    type: "range",
    class: "inspector",
    min: 0,
    step: 1,
    "aria-label": INSPECT.label,
    "aria-description": INSPECT.help,
  });
  /** @type {At | null} */
  let hovered = null;
  /** @type {At | null} */
  let pinned = null;
  /** @type {At | null} */
  let shown = null;
  /** @type {ReturnType<typeof createPicker> | null} made when needed */
  let pick = null;
  /** @type {Float64Array} */
  let lefts = new Float64Array(0);
  /** @type {Float64Array} */
  let tops = new Float64Array(0);
  /** @type {number[] | null} rows from left to right, as the arrow keys visit them; made when needed */
  let order = null;

  function tell() {
    const at = hovered ?? pinned;
    if (at === shown) return;
    shown = at;
    if (typeof at === "number" && order) input.value = String(order.indexOf(at));
    onChange(at);
  }

  function inOrder() {
    order ??= Array.from(lefts.keys()).sort((a, b) => lefts[a] - lefts[b] || tops[b] - tops[a]);
    return order;
  }

  function close() {
    const open = shown !== null;
    hovered = null;
    pinned = null;
    tell();
    return open;
  }

  /** Where an event is in the plot. @param {PointerEvent | MouseEvent} event */
  function where(event) {
    const box = plot.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** The place of an event in the plot, and the point there. @param {PointerEvent | MouseEvent} event */
  function under(event) {
    const kind = "pointerType" in event ? /** @type {string} */ (event.pointerType) : "mouse";
    const radius = NEAR[/** @type {keyof NEAR} */ (kind)] ?? NEAR.mouse;
    const { x, y } = where(event);
    pick ??= createPicker(lefts, tops);
    return { x, y, row: pick(x, y, radius) };
  }

  /** @param {Event} event */
  const onHandle = (event) =>
    /** @type {Element} */ (event.target).closest(".handle, .square") !== null;

  plot.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const { x, y, row } = under(event);
    const at = row ?? (event.shiftKey ? toData(x, y) : null);
    hovered = idle() || onHandle(event) || event.buttons ? null : at;
    tell();
  });
  plot.addEventListener("pointerleave", () => {
    hovered = null;
    tell();
  });
  plot.addEventListener("click", (event) => {
    if (onHandle(event) || event.target === input) return;
    const { x, y, row } = under(event);
    if (onTap(x, y)) return;
    const open = pinned;
    pinned = row === null || row === pinned ? null : row;
    // A tap where no point is asks about that place; the next one closes the card.
    if (row === null && open === null) pinned = toData(x, y);
    if (pinned === null) hovered = null;
    tell();
  });

  input.addEventListener("input", () => {
    pinned = inOrder()[Number(input.value)] ?? null;
    hovered = null;
    tell();
  });
  input.addEventListener("focus", () => {
    if (!input.matches(":focus-visible")) return;
    const rows = inOrder();
    const row = typeof shown === "number" ? shown : null;
    if (row !== null) input.value = String(rows.indexOf(row));
    pinned = row ?? rows[Number(input.value)] ?? null;
    tell();
  });
  input.addEventListener("blur", () => {
    pinned = null;
    tell();
  });

  return {
    input,
    /** @returns {At | null} */
    get at() {
      return shown;
    },
    /** @returns {number | null} */
    get row() {
      return typeof shown === "number" ? shown : null;
    },
    /** Look at a place. @param {[number, number]} place */
    look(place) {
      pinned = place;
      hovered = null;
      tell();
    },
    /** Close the card; true when there was one. */
    close,
    where,
    under,
    /** Look at a point from the keyboard. @param {number} row */
    go(row) {
      pinned = row;
      hovered = null;
      shown = null;
      input.value = String(inOrder().indexOf(row));
      input.focus({ preventScroll: true });
      tell();
    },
    /** @param {Float64Array} xs @param {Float64Array} ys */
    place(xs, ys) {
      pick = null;
      const others = xs.length !== lefts.length;
      lefts = xs;
      tops = ys;
      order = null;
      // Where one was deleted, the keyboard goes on with its neighbour.
      if (others && pinned !== null && input.matches(":focus")) {
        pinned = inOrder()[Math.min(Number(input.value), xs.length - 1)] ?? null;
        shown = pinned;
      }
      if (typeof shown === "number" && shown >= xs.length) close();
      set(input, { max: Math.max(0, xs.length - 1) });
    },
    /** @param {string} text  what the keys do */
    help(text) {
      set(input, { "aria-description": text });
    },
    /** @param {string} text */
    describe(text) {
      set(input, { "aria-valuetext": text });
    },
  };
}

/** @typedef {ReturnType<typeof createInspector>} Inspector */
