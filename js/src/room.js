// @ts-check
// How wide parts of the view are, without asking the page in the middle of a draw: every such question would
// have it laid out anew, and a draw would take three times as long.

/** @param {() => void} onResize  called when a width that was used is no longer true */
export function createRoom(onResize) {
  /** @type {Map<Element, number>} */
  const widths = new Map();
  const observer = new ResizeObserver(() => {
    const changed = [...widths].filter(([node, width]) => node.clientWidth !== width);
    for (const [node] of changed) widths.set(node, node.clientWidth);
    if (changed.length) onResize();
  });
  return {
    /** In pixels. @param {Element} node  in the view until `destroy()` */
    widthOf(node) {
      const known = widths.get(node);
      if (known !== undefined) return known;
      observer.observe(node);
      widths.set(node, node.clientWidth);
      return node.clientWidth;
    },
    destroy: () => observer.disconnect(),
  };
}

/** @typedef {ReturnType<typeof createRoom>} Room */
