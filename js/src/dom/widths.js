// @ts-check
// The sizes of parts of the view, without asking the page during a draw: every such question would force a
// new layout, and a draw would take three times as long.

/** @typedef {{width: number, height: number}} Size  in pixels; nothing before a part is laid out */

/** @param {() => void} onResize  called when a size that was used is no longer true */
export function createWidths(onResize) {
  /** @type {Map<Element, Size>} */
  const sizes = new Map();
  const observer = new ResizeObserver(() => {
    let changed = false;
    for (const [node, { width, height }] of sizes) {
      const now = sizeOf(node);
      if (now.width === width && now.height === height) continue;
      sizes.set(node, now);
      changed = true;
    }
    if (changed) onResize();
  });

  /** @param {Element} node  in the view until `destroy()` @returns {Size} */
  function of(node) {
    const known = sizes.get(node);
    if (known) return known;
    observer.observe(node);
    const found = sizeOf(node);
    sizes.set(node, found);
    return found;
  }

  return {
    of,
    /** In pixels. @param {Element} node */
    widthOf: (node) => of(node).width,
    destroy: () => observer.disconnect(),
  };
}

/** @param {Element} node @returns {Size} */
const sizeOf = ({ clientWidth, clientHeight }) => ({ width: clientWidth, height: clientHeight });

/** @typedef {ReturnType<typeof createWidths>} Widths */
