// @ts-check
// A component that collapses onto a few points: its widths by iteration, on a logarithmic scale, below the
// log-likelihood's curve and with the same iterations.

import { createChanges, html, put, px, say, set, svg } from "../dom/index.js";
import { log10 } from "../geometry/index.js";
import { NARROWING, powerOfTen } from "../words/index.js";
import { LEFT, place, RIGHT } from "./curve.js";

/** @import { Film, Narrowing } from "../types.js" */

const HEIGHT = 92;
const [TOP, FLOOR] = [12, HEIGHT - 16];
const MOST_LINES = 4;
/** A power of ten is not named where a curve begins in its place. */
const ROOM = 13;

/**
 * The range of positive values in powers of ten, a whole one at least, and those to draw a line at.
 * @param {number[]} values
 */
export function decades(values) {
  const logs = values.filter((value) => value > 0).map(log10);
  const high = logs.length ? Math.max(...logs) : 0;
  const low = Math.min(high - 1, ...logs);
  const step = Math.ceil((high - low) / MOST_LINES);
  const lines = [];
  for (let power = Math.floor(high); power >= low; power -= step) lines.push(power);
  return { low, high, lines };
}

/** @param {(iteration: number) => void} onJump */
export function createNarrowing(onJump) {
  const title = html("span");
  const law = html("p", { class: "law" });
  const chart = svg("svg", { class: "curve widths", role: "img" });
  const node = html(
    "div",
    { class: "narrowing", hidden: true },
    html("p", { class: "label between" }, title, html("small", {}, NARROWING.scale)),
    chart,
    law,
  );
  let count = 0;
  let width = 0;
  const changed = createChanges();

  chart.addEventListener("click", (event) => {
    const at = place(event, chart, width, count);
    if (at !== null) onJump(at);
  });

  /** @param {Narrowing} found @param {number} now */
  function draw({ component, collapsed, widths }, now) {
    const largest = widths.map((row) => row[0]);
    const smallest = widths.map((row) => row[row.length - 1]);
    const { low, high, lines } = decades([...largest, ...smallest]);
    /** @param {number} t */
    const x = (t) => (count ? LEFT + ((width - LEFT - RIGHT) * t) / count : LEFT);
    /** @param {number} power */
    const height = (power) => TOP + ((FLOOR - TOP) * (high - power)) / (high - low);
    /** @param {number} value */
    const y = (value) => (value > 0 ? height(log10(value)) : FLOOR);
    /** @type {Element[]} */
    const parts = [];
    for (const power of lines) {
      const at = px(height(power));
      parts.push(svg("line", { class: "axisline", x1: 0, x2: width, y1: at, y2: at }));
      const free = [largest[0], smallest[0]].every((value) => Math.abs(y(value) - at + 7) > ROOM);
      if (free) parts.push(label(0, at - 3, powerOfTen(10 ** power), "start"));
    }
    const end = smallest[count];
    if (!collapsed) {
      const at = px(y(end));
      parts.push(svg("line", { class: "held-open", x1: 0, x2: width, y1: at, y2: at }));
    }
    for (const [name, values] of /** @type {const} */ ([
      ["largest", largest],
      ["smallest", smallest],
    ])) {
      /** @param {number} from @param {number} to */
      const path = (from, to) => {
        const points = values.slice(from, to + 1).map((v, i) => `${px(x(from + i))} ${px(y(v))}`);
        return `M${points.join("L")}`;
      };
      if (now < count) parts.push(svg("path", { class: `future ${name}`, d: path(now, count) }));
      if (now > 0) parts.push(svg("path", { class: `past ${name}`, d: path(0, now) }));
      const dot = { cx: px(x(now)), cy: px(y(values[now])), r: name === "smallest" ? 5 : 3.5 };
      parts.push(svg("circle", { class: "now", ...dot }));
    }
    const wide = y(largest[count]);
    const between = y(end) - wide > 2 * ROOM;
    const narrow = collapsed ? NARROWING.width(end) : NARROWING.heldOpen(end);
    parts.push(
      label(width, wide + (between ? 14 : -6), NARROWING.width(largest[count]), "end"),
      label(width, y(end) + 15, narrow, "end"),
    );
    set(chart, {
      viewBox: `0 0 ${width} ${HEIGHT}`,
      height: HEIGHT,
      "aria-label": NARROWING.summary(component, largest, smallest, now),
    });
    chart.replaceChildren(...parts);
  }

  return {
    node,
    /**
     * @param {Film} film
     * @param {number} now  the iteration whose mixture is shown
     * @param {number} newWidth
     */
    update(film, now, newWidth) {
      const { narrowing } = film;
      put(node, { hidden: narrowing === null });
      if (!changed(narrowing, now, newWidth) || !narrowing) return;
      width = newWidth;
      count = narrowing.widths.length - 1;
      say(title, NARROWING.title(narrowing.component));
      draw(narrowing, now);
      say(law, NARROWING.law(narrowing, film.d));
    },
  };
}

/** @param {number} x @param {number} y @param {string} content @param {string} anchor */
const label = (x, y, content, anchor) =>
  svg("text", { x: px(x), y: px(y), "text-anchor": anchor }, content);
