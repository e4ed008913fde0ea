// @ts-check
// Dragging of any handle: by mouse, touch and pen, by keyboard, and by tap and tap.

/**
 * @typedef {object} Handling  what a kind of handle does
 * @property {string} part  what is grabbed, as a selector
 * @property {string} whole  what holds its inputs: the same, or what has several such parts
 * @property {(part: HTMLElement) => ((dx: number, dy: number) => void) | null} grasp  how it moves
 *   with a pointer that went so far; null when it cannot be taken
 * @property {(part: HTMLElement) => void} tap
 * @property {() => boolean} waiting  whether a tap waits for its destination
 * @property {() => void} forget  it waits no more
 * @property {(event: KeyboardEvent, whole: HTMLElement) => (() => void) | null} key  what a key does
 * @property {(input: HTMLInputElement, whole: HTMLElement) => void} input  a value was set
 * @property {() => void} drop
 * @property {() => void} cancel
 */

/** Less than this, in pixels, is a click and not a drag. */
export const CLICK = 4;
/** A keyboard move ends this long after its last key. */
const IDLE = 700;
const FORGOTTEN = 2500;

/** @typedef {{part: HTMLElement, pointer: number, x: number, y: number, move: (dx: number, dy: number) => void, dragging: boolean}} Grip */

/** @param {HTMLElement} box  the layer that the handles live on @param {Handling} on */
export function createGrips(box, on) {
  /** @type {Grip | null} */
  let grip = null;
  let byKeyboard = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idle;

  /** @param {Event} event @param {string} selector */
  const which = (event, selector) => {
    const found = /** @type {Element} */ (event.target).closest(selector);
    return found instanceof HTMLElement ? found : null;
  };

  box.addEventListener("pointerdown", (event) => {
    const part = which(event, on.part);
    // A handle that was taken away while it was held does not block the others.
    if (!part || grip?.part.isConnected || event.button !== 0) return;
    event.preventDefault();
    finishKeyboard();
    which(event, on.whole)?.toggleAttribute("data-pointed", true);
    const move = on.grasp(part);
    if (!move) return;
    try {
      part.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already; its up event will not come either.
    }
    const { pointerId: pointer, clientX: x, clientY: y } = event;
    grip = { part, pointer, x, y, move, dragging: false };
  });

  box.addEventListener("pointermove", (event) => {
    if (!grip || event.pointerId !== grip.pointer) return;
    const dx = event.clientX - grip.x;
    const dy = event.clientY - grip.y;
    if (!grip.dragging && Math.hypot(dx, dy) < CLICK) return;
    if (!grip.dragging) on.forget();
    grip.dragging = true;
    grip.move(dx, dy);
  });

  box.addEventListener("pointerup", (event) => {
    if (!grip || event.pointerId !== grip.pointer) return;
    const { part, dragging } = grip;
    grip = null;
    if (dragging) on.drop();
    else on.tap(part);
  });

  for (const lost of /** @type {const} */ (["pointercancel", "lostpointercapture"])) {
    box.addEventListener(lost, (event) => {
      if (!grip || event.pointerId !== grip.pointer) return;
      const { dragging } = grip;
      grip = null;
      if (dragging) on.cancel();
    });
  }

  box.addEventListener("keydown", (event) => {
    const whole = which(event, on.whole);
    if (!whole || event.ctrlKey || event.metaKey || event.altKey) return;
    whole.removeAttribute("data-pointed");
    if (event.key === "Escape") {
      if (!grip?.dragging && !byKeyboard && !on.waiting()) return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(idle);
      if (grip?.dragging || byKeyboard) on.cancel();
      grip = null;
      byKeyboard = false;
      on.forget();
      return;
    }
    const act = on.key(event, whole);
    if (!act || grip) return;
    event.preventDefault();
    byKeyboard = true;
    on.forget();
    act();
    wait(FORGOTTEN);
  });

  box.addEventListener("keyup", (event) => {
    if (byKeyboard && event.key !== "Shift") wait(IDLE);
  });

  // Assistive technology sets the value itself.
  box.addEventListener("input", (event) => {
    const whole = which(event, on.whole);
    if (!whole) return;
    byKeyboard = true;
    on.input(/** @type {HTMLInputElement} */ (event.target), whole);
    wait(IDLE);
  });

  box.addEventListener("focusout", (event) => {
    const leaving = which(event, on.whole);
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
    on.drop();
  }

  return {
    /** Whether a pointer holds a handle. */
    get dragging() {
      return grip?.dragging ?? false;
    },
    destroy() {
      clearTimeout(idle);
      if (grip?.dragging || byKeyboard) on.drop();
      grip = null;
      byKeyboard = false;
    },
  };
}

/**
 * Give one of a handle's inputs the one tab stop, and the focus.
 * @param {HTMLInputElement[]} inputs
 * @param {number} which
 */
export function point(inputs, which) {
  inputs.forEach((input, i) => {
    input.tabIndex = i === which ? 0 : -1;
  });
  if (!inputs[which].matches(":focus")) inputs[which].focus({ preventScroll: true });
}

/** @param {number} value @param {[number, number]} range */
export const clamp = (value, [low, high]) => Math.max(low, Math.min(high, value));
