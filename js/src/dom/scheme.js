// @ts-check
// The colours to draw in: light on paper, the system's where it forces its own, else those of the theme.
import { hostScheme, watchHost } from "./theme.js";

/** @import { Scheme } from "./theme.js" */

const PAPER = "print";
const FORCED = "(forced-colors: active)";
const DARK = "(prefers-color-scheme: dark)";

/** @param {Document} page @param {() => void} onChange */
export function createScheme(page, onChange) {
  const view = page.defaultView;
  const queries = [PAPER, FORCED].map((query) => view?.matchMedia?.(query));
  const [paper, forced] = queries;
  // Not every browser matches "print" by the time that it takes the page.
  let printing = false;
  const before = () => change(true);
  const after = () => change(false);
  /** @param {boolean} now */
  function change(now) {
    printing = now;
    onChange();
  }
  for (const query of queries) query?.addEventListener?.("change", onChange);
  view?.addEventListener("beforeprint", before);
  view?.addEventListener("afterprint", after);
  const unwatch = watchHost(page, onChange);

  return {
    /** @param {Scheme | "auto"} theme @returns {Scheme} */
    of(theme) {
      if (printing || paper?.matches) return "light";
      if (forced?.matches) return view?.matchMedia(DARK).matches ? "dark" : "light";
      return theme === "auto" ? hostScheme(page) : theme;
    },
    destroy() {
      unwatch();
      for (const query of queries) query?.removeEventListener?.("change", onChange);
      view?.removeEventListener("beforeprint", before);
      view?.removeEventListener("afterprint", after);
    },
  };
}
