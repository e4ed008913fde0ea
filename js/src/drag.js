// @ts-check
// Moves of a handle: by mouse, touch and pen, by keyboard, and by tap and tap.
import { html, keep, px, set } from "./dom.js";
import * as words from "./words/index.js";

/** @typedef {import("./scale.js").Geometry} Geometry */
/** @typedef {import("./spread.js").Place} Place */

/**
 * @typedef {object} Moves
 * @property {(k: number, to: [number, number]) => void} hold  take mean k in the hand, or move it
 * @property {() => void} drop
 * @property {() => void} cancel
 * @property {(k: number | null) => void} pick  a tap on a mean: the next tap says where it goes
 */

/**
 * @typedef {object} Handled
 * @property {Geometry} geometry
 * @property {[number, number][]} means
 * @property {Place[]} badges
 * @property {number | null} held
 * @property {number | null} picked
 * @property {[number, number]} digits
 */

/** Less than this, in pixels, is a click and not a drag. */
const CLICK = 4;
/** Arrow keys move by this share of the axis; Shift and the page keys ten times that. */
const NUDGE = 0.005;
/** A keyboard move ends this long after its last key. */
const IDLE = 700;
const FORGOTTEN = 2500;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [0, 10],
  PageDown: [0, -10],
};

/** @typedef {{k: number, pointer: number, from: Place, mean: Place, dragging: boolean}} Grip */

/**
 * @param {HTMLElement} box the layer that the handles live on
 * @param {Moves} moves
 */
export function createHandles(box, moves) {
  /** @type {Handled | null} */
  let now = null;
  /** @type {Grip | null} */
  let grip = null;
  let byKeyboard = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idle;

  /** @param {Event} event */
  const which = (event) => {
    const handle = /** @type {Element} */ (event.target).closest(".handle");
    return handle instanceof HTMLElement ? { handle, k: Number(handle.dataset.k) } : null;
  };

  /** @param {HTMLElement} handle */
  const inputs = (handle) => /** @type {HTMLInputElement[]} */ ([...handle.children]);

  box.addEventListener("pointerdown", (event) => {
    const found = which(event);
    if (!found || !now || grip || event.button !== 0) return;
    event.preventDefault();
    finishKeyboard();
    const { handle, k } = found;
    handle.toggleAttribute("data-pointed", true);
    inputs(handle)[0].focus({ preventScroll: true });
    try {
      handle.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already; its up event will not come either.
    }
    const { geometry, means } = now;
    grip = {
      k,
      pointer: event.pointerId,
      from: { x: event.clientX, y: event.clientY },
      mean: inside(geometry, { x: geometry.x(means[k][0]), y: geometry.y(means[k][1]) }),
      dragging: false,
    };
  });

  box.addEventListener("pointermove", (event) => {
    if (!grip || event.pointerId !== grip.pointer || !now) return;
    const dx = event.clientX - grip.from.x;
    const dy = event.clientY - grip.from.y;
    if (!grip.dragging && Math.hypot(dx, dy) < CLICK) return;
    if (!grip.dragging) moves.pick(null);
    grip.dragging = true;
    const { geometry } = now;
    const to = inside(geometry, { x: grip.mean.x + dx, y: grip.mean.y + dy });
    moves.hold(grip.k, [geometry.invertX(to.x), geometry.invertY(to.y)]);
  });

  box.addEventListener("pointerup", (event) => {
    if (!grip || event.pointerId !== grip.pointer) return;
    const { k, dragging } = grip;
    grip = null;
    if (dragging) moves.drop();
    else moves.pick(now?.picked === k ? null : k);
  });

  for (const lost of /** @type {const} */ (["pointercancel", "lostpointercapture"])) {
    box.addEventListener(lost, (event) => {
      if (!grip || event.pointerId !== grip.pointer) return;
      const { dragging } = grip;
      grip = null;
      if (dragging) moves.cancel();
    });
  }

  box.addEventListener("keydown", (event) => {
    const found = which(event);
    if (!found || !now || event.ctrlKey || event.metaKey || event.altKey) return;
    const { handle, k } = found;
    handle.removeAttribute("data-pointed");
    if (event.key === "Escape") {
      if (!grip?.dragging && !byKeyboard && now.picked === null) return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(idle);
      if (grip?.dragging || byKeyboard) moves.cancel();
      grip = null;
      byKeyboard = false;
      moves.pick(null);
      return;
    }
    const to = target(event, now, k);
    if (!to || grip) return;
    event.preventDefault();
    byKeyboard = true;
    moves.pick(null);
    moves.hold(k, to.mean);
    point(handle, to.axis);
    wait(FORGOTTEN);
  });

  box.addEventListener("keyup", (event) => {
    if (byKeyboard && event.key !== "Shift") wait(IDLE);
  });

  // Assistive technology sets the value itself; the change is what counts, as the value is rounded.
  box.addEventListener("input", (event) => {
    const found = which(event);
    if (!found || !now) return;
    const [horizontal, vertical] = inputs(found.handle);
    const changed = /** @type {HTMLInputElement} */ (event.target);
    const by = Number(changed.value) - Number(changed.dataset.was);
    const [x, y] = now.means[found.k];
    byKeyboard = true;
    moves.hold(found.k, [
      x + (changed === horizontal ? by : 0),
      y + (changed === vertical ? by : 0),
    ]);
    wait(IDLE);
  });

  box.addEventListener("focusout", (event) => {
    const leaving = which(event)?.handle;
    if (leaving?.contains(/** @type {Node | null} */ (event.relatedTarget))) return;
    leaving?.removeAttribute("data-pointed");
    finishKeyboard();
  });

  /** @param {number} time */
  function wait(time) {
    clearTimeout(idle);
    idle = setTimeout(finishKeyboard, time);
  }

  function finishKeyboard() {
    clearTimeout(idle);
    if (!byKeyboard) return;
    byKeyboard = false;
    moves.drop();
  }

  /**
   * Give an axis the one tab stop, and the focus.
   * @param {HTMLElement} handle
   * @param {number} axis
   */
  function point(handle, axis) {
    const both = inputs(handle);
    both[1 - axis].tabIndex = -1;
    both[axis].tabIndex = 0;
    if (!both[axis].matches(":focus")) both[axis].focus({ preventScroll: true });
  }

  return {
    /** @param {Handled} next */
    update(next) {
      now = next;
      const handles = keep(box, next.means.length, makeHandle);
      handles.forEach((handle, k) => {
        const at = inside(next.geometry, next.badges[k]);
        handle.style.left = `${px(at.x)}px`;
        handle.style.top = `${px(at.y)}px`;
        set(handle, { "data-held": next.held === k, "data-picked": next.picked === k });
        const text = words.place(next.means[k], next.digits);
        const domains = [next.geometry.xDomain, next.geometry.yDomain];
        inputs(handle).forEach((input, axis) => {
          const [low, high] = domains[axis];
          set(input, { min: low, max: high, step: NUDGE * (high - low), "aria-valuetext": text });
          input.value = String(next.means[k][axis]);
          input.dataset.was = input.value;
        });
      });
    },
    destroy() {
      clearTimeout(idle);
      if (grip?.dragging || byKeyboard) moves.drop();
      grip = null;
      byKeyboard = false;
    },
  };
}

/** @param {number} k */
function makeHandle(k) {
  const label = words.handle(k);
  const range = { type: "range", "aria-roledescription": label.role };
  return html(
    "div",
    { class: "handle", role: "group", "aria-label": label.group, "data-k": k, title: label.title },
    html("input", { ...range, "aria-label": label.horizontal }),
    html("input", {
      ...range,
      "aria-label": label.vertical,
      "aria-orientation": "vertical",
      tabindex: -1,
    }),
  );
}

/**
 * Where a key sends a mean, and the axis that it belongs to.
 * @param {KeyboardEvent} event
 * @param {Handled} now
 * @param {number} k
 * @returns {{mean: [number, number], axis: number} | null}
 */
function target({ key, shiftKey }, { geometry: { xDomain, yDomain }, means }, k) {
  const [x, y] = means[k];
  if (key === "Home" || key === "End") {
    return { mean: [xDomain[key === "Home" ? 0 : 1], y], axis: 0 };
  }
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const by = NUDGE * (shiftKey ? 10 : 1);
  return {
    mean: [
      clamp(x + arrow[0] * by * (xDomain[1] - xDomain[0]), xDomain),
      clamp(y + arrow[1] * by * (yDomain[1] - yDomain[0]), yDomain),
    ],
    axis: arrow[0] ? 0 : 1,
  };
}

/**
 * @param {number} value
 * @param {[number, number]} range
 */
const clamp = (value, [low, high]) => Math.max(low, Math.min(high, value));

/**
 * A handle beyond the plot waits at its edge, where it can be fetched back.
 * @param {Geometry} geometry
 * @param {Place} place
 * @returns {Place}
 */
const inside = ({ width, top, bottom }, { x, y }) => ({
  x: clamp(x, [0, width]),
  y: clamp(y, [top, bottom]),
});
