// @ts-check
// Which keys belong to the widget and which to the notebook. Notebooks use plain keys as commands: an
// arrow changes the cell, "m" makes it text, which removes the widget.

/** Notebook 7 listens before anything on the page does, and lets alone what happens to an element
 * that is marked so: a promise of Lumino, on which Jupyter's pages are built. It is the focused
 * element that must be marked: many of its commands are for whatever has the focus. */
const MARK = "data-lm-suppress-shortcuts";
/** With Ctrl or Cmd: undo and redo, which the widget has of its own. */
const TRAVEL = ["z", "y"];

/** @param {KeyboardEvent} event */
export function isNotebooks({ key, ctrlKey, metaKey, shiftKey }) {
  if (ctrlKey || metaKey) return !TRAVEL.includes(key.toLowerCase());
  return key === "Tab" || key === "Escape" || (shiftKey && key === "Enter");
}

/**
 * Mark what has the focus, key by key, for a notebook that listens first.
 * @param {HTMLElement} root
 * @returns {() => void} stop
 */
export function markKeys(root) {
  const view = root.ownerDocument.defaultView;
  /** @param {KeyboardEvent} event */
  const mark = (event) => {
    const [target] = event.composedPath();
    if (target instanceof Element && root.contains(target)) {
      target.toggleAttribute(MARK, !isNotebooks(event));
    }
  };
  view?.addEventListener("keydown", mark, true);
  return () => view?.removeEventListener("keydown", mark, true);
}
