// @ts-check
// The progress bar: what is being computed, how far it is, and a button that stops it.
import { button, html, isRefused, put, set, write } from "../dom/index.js";
import { percent, WORK } from "../words/index.js";

/** @import { Work } from "../types.js" */

/** @param {() => void} onStop */
export function createWorkBar(onStop) {
  const what = html("span", { class: "what" });
  const share = html("span", { class: "share" });
  const bar = html("progress", { max: 1 });
  const stop = button({ "data-action": "stop" });
  const node = html("div", { class: "work", hidden: true });
  stop.addEventListener("click", () => {
    if (!isRefused(stop)) onStop();
  });
  return {
    node,
    /** @param {Work | null} work */
    update(work) {
      put(node, { hidden: !work });
      if (!work) node.replaceChildren();
      else if (!node.firstChild) node.append(what, bar, share, stop);
      if (!work) return;
      write(what, work.what);
      write(share, work.share === null ? "" : percent(work.share));
      set(bar, { value: work.share, "aria-label": work.what });
      write(stop, work.stopping ? WORK.stopping : WORK.stop);
      set(stop, { "aria-disabled": work.stopping ? "true" : null });
    },
  };
}
