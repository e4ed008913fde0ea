// @ts-check
// The report on a fit by a user's own functions: where they are first wrong, or that they agree.
import { button, html, isRefused, put, say, set, write } from "../dom/index.js";
import { FAULT } from "../words/index.js";

/** @import { Film } from "../types.js" */

/** @param {(cursor: number) => void} goTo */
export function createFaultReport(goTo) {
  const lead = html("b");
  const seen = html("span");
  // What a checker says of a program stays English, in every language.
  const hint = html("p", { class: "hint-of-own", lang: "en", hidden: true });
  const go = button({ "data-action": "fault" });
  const what = html("p", {}, lead, " ", seen);
  const wrong = html("div", { class: "wrong" }, what, hint, go);
  const right = html("p", { class: "right" });
  const node = html(
    "div",
    { class: "own", role: "group", "aria-label": FAULT.region, hidden: true },
    wrong,
    right,
  );
  /** @type {number | null} */
  let place = null;
  go.addEventListener("click", () => {
    if (place !== null && !isRefused(go)) goTo(place);
  });

  return {
    node,
    /**
     * @param {Film} film
     * @param {number} cursor
     * @param {boolean} known  false while the film belongs to another start
     * @param {{lead: string, body: string}} told  the sentence above the plot, which is not repeated here
     */
    update(film, cursor, known, told) {
      const stale = film.short || !known;
      node.classList.toggle("stale", stale);
      if (stale) return;
      const { fault, agreement } = film;
      put(node, { hidden: !fault && !agreement });
      put(wrong, { hidden: !fault });
      say(right, agreement);
      place = fault?.cursor ?? null;
      if (!fault) return;
      say(lead, told.lead === fault.lead ? "" : fault.lead);
      say(seen, told.body === fault.seen ? "" : fault.seen);
      say(hint, fault.hint);
      what.hidden = lead.hidden && seen.hidden;
      // A warning above the plot is not repeated below: only what to do remains.
      wrong.classList.toggle("quiet", what.hidden);
      wrong.classList.toggle("repeated", what.hidden && hint.hidden);
      go.hidden = film.last === 0;
      write(go, FAULT.go(fault.cursor));
      const there = cursor === fault.cursor;
      set(go, { "aria-disabled": there ? "true" : null, title: there ? FAULT.there : null });
    },
  };
}

/**
 * What of a fault is ringed at a cursor: nothing before it.
 * @param {Film} film
 * @param {number} cursor
 */
export const ringedFault = ({ fault, short }, cursor) =>
  fault && !short && cursor >= fault.cursor ? fault : null;
