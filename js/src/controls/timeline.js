// @ts-check
// The timeline: a native range over all half-steps, with its iterations below.
import { html, put, px, set, svg } from "../dom/index.js";
import { CONTROLS, FAULT, moment } from "../words/index.js";

/** @import { Steps } from "../types.js" */

/** Half the thumb: where the first and the last tick stand. */
const INSET = 10;

/**
 * Iterations that carry a label: round ones that have room, and always both ends.
 * @param {number} count of iterations
 * @param {number} width in pixels
 */
export function labelled(count, width) {
  const room = Math.max(1, Math.floor(width / 34));
  const every =
    [1, 2, 4, 5, 10, 20, 50, 100, 200, 500, 1000].find((n) => count / n <= room) ?? count;
  const found = [];
  for (let t = 0; t < count; t += every) if (t === 0 || count - t >= every * 0.6) found.push(t);
  return count ? [...found, count] : [0];
}

/** @param {(cursor: number) => void} onScrub */
export function createTimeline(onScrub) {
  const input = html("input", {
    type: "range",
    class: "scrub timeline",
    min: 0,
    step: 1,
    "aria-label": CONTROLS.timeline,
  });
  const marks = svg("svg", { "aria-hidden": "true" });
  input.addEventListener("input", () => onScrub(Number(input.value)));
  let drawn = "";

  return {
    input,
    node: html("div", { class: "time" }, input, marks),
    /**
     * @param {number} cursor
     * @param {number} last
     * @param {number} width
     * @param {Steps} [steps]  what the two steps are called
     * @param {number | null} [fault]  the cursor of a fault
     */
    update(cursor, last, width, steps, fault = null) {
      const said = cursor === fault ? FAULT.here(cursor) : moment(cursor, steps);
      set(input, { max: last, "aria-valuetext": said });
      put(input, { value: String(cursor) });
      input.style.setProperty("--p", `${last ? px((100 * cursor) / last) : 0}%`);
      const key = `${last} ${width} ${fault}`;
      if (key === drawn) return;
      drawn = key;
      const count = last / 2;
      const labels = new Set(labelled(count, width));
      const step = count > width / 5 ? Math.ceil(count / (width / 5)) : 1;
      set(marks, { viewBox: `0 0 ${width} 18` });
      marks.replaceChildren();
      for (let t = 0; t <= count; t += 1) {
        const named = labels.has(t);
        if (!named && t % step) continue;
        const x = px(INSET + (count ? ((width - 2 * INSET) * t) / count : 0));
        marks.append(svg("line", { x1: x, x2: x, y1: 0, y2: named ? 5 : 3 }));
        if (named) marks.append(svg("text", { x, y: 16 }, t ? String(t) : CONTROLS.start));
      }
      if (fault === null) return;
      const at = px(INSET + (last ? ((width - 2 * INSET) * fault) / last : 0));
      marks.append(svg("path", { class: "fault", d: `M${at} -2l5 8h-10z` }));
    },
  };
}
