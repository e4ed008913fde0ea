// @ts-check
// A curve by iteration, such as the log-likelihood's: the past solid, the future dotted; a click jumps
// there. Of a held start only the two ends are known: a dot, and the level that it would reach.
import { createChanges, keep, px, set, svg, write } from "../dom/index.js";
import { CURVE } from "../words/index.js";

/** In pixels: alone, and beside others. */
const [HEIGHT, LOW] = [82, 44];
/** Left and right of the iterations, in every chart of them. */
export const [LEFT, RIGHT] = [6, 8];
const TOP = 8;
/** A start this many times further down than all the rest would flatten it, so it is cut off. */
const FAR = 1.5;
const MOST_DOTS = 60;
/** @type {number[][]} */
const NONE = [];

/**
 * @param {ArrayLike<number>} values one an iteration
 * @param {number[][]} [beside]  other curves on the same axis
 * @returns {{low: number, high: number, cut: boolean}} the vertical range of all curves
 */
export function span(values, beside = []) {
  const curves = [Array.from(values), ...beside];
  const all = curves.flat();
  const rest = curves.flatMap((curve) => curve.slice(1));
  const high = Math.max(...all);
  let low = Math.min(...all);
  const tail = rest.length ? Math.min(...rest) : low;
  const body = high - tail;
  const cut = body > 0 && tail - low > FAR * body;
  if (cut) low = tail - 0.28 * body;
  const room = high - low || 1;
  return { low: cut ? low : low - 0.06 * room, high: high + 0.06 * room, cut };
}

/**
 * The iteration under the pointer.
 * @param {MouseEvent} event
 * @param {Element} chart
 * @param {number} width  that it was drawn for
 * @param {number} count  of iterations
 */
export function place({ clientX }, chart, width, count) {
  const box = chart.getBoundingClientRect();
  if (!count || !box.width) return null;
  const along = ((clientX - box.left) / box.width) * width;
  const share = (along - LEFT) / (width - LEFT - RIGHT);
  return Math.max(0, Math.min(count, Math.round(share * count)));
}

/**
 * @param {(iteration: number) => void} onJump
 * @param {object} [of]
 * @param {typeof CURVE} [of.words]
 * @param {boolean} [of.falls]  whether the curve comes down: a far start is then cut off at the top
 */
export function createChart(onJump, { words = CURVE, falls = false } = {}) {
  const floor = svg("line", { class: "axisline", x1: 0 });
  const others = svg("path", { class: "others" });
  const [future, past] = ["future", "past"].map((name) => svg("path", { class: name }));
  const dots = svg("g");
  const here = svg("circle", { class: "now", r: 6 });
  const goal = svg("circle", { class: "goal", r: 4.5 });
  const gap = svg("g", { class: "gap" }, svg("path"), svg("path"));
  const labels = svg("g");
  const node = svg(
    "svg",
    { class: "curve", role: "img" },
    ...[floor, others, future, past, gap, dots, goal, here, labels],
  );
  let count = 0;
  /** Iterations that the axis is long: those of the longest fit on it. */
  let across = 0;
  let width = 292;
  let tall = HEIGHT;
  const changed = createChanges();

  node.addEventListener("click", (event) => {
    const at = place(event, node, width, across);
    if (at !== null) onJump(Math.min(at, count));
  });

  return {
    node,
    /**
     * @param {ArrayLike<number>} values  one an iteration, or the first and the last alone
     * @param {number} now the iteration whose mixture is shown
     * @param {number} newWidth
     * @param {number} [iterations]
     * @param {number[][]} [beside]  other curves on the same axes
     */
    update(values, now, newWidth, iterations = values.length - 1, beside = NONE) {
      if (!changed(values, now, newWidth, iterations, beside)) return;
      width = newWidth;
      count = iterations;
      across = Math.max(count, ...beside.map(({ length }) => length - 1));
      const last = values.length - 1;
      const whole = last === count;
      const risen = falls ? Array.from(values, (value) => -value) : values;
      // Beside others it is low, and goes without labels: their numbers stand with the plots.
      tall = beside.length ? LOW : HEIGHT;
      const bottom = tall - (beside.length ? 4 : 17);
      set(floor, { x2: width, y1: bottom, y2: bottom });
      const { low, high } = span(risen, beside);
      const cut = risen[0] < low;
      /** @param {number} t */
      const x = (t) => (across ? LEFT + ((width - LEFT - RIGHT) * t) / across : LEFT);
      /** @param {number} value */
      const height = (value) => TOP + ((bottom - TOP) * (high - value)) / (high - low);
      /** @param {number} t */
      const y = (t) => {
        const from = Math.min(bottom, height(risen[t]));
        return falls ? TOP + bottom - from : from;
      };
      /** @param {number} from @param {number} to */
      const path = (from, to) => {
        const points = [];
        for (let t = from; t <= to; t++) points.push(`${px(x(t))} ${px(y(t))}`);
        return `M${points.join("L")}`;
      };
      /** @param {number[]} curve */
      const line = (curve) =>
        `M${curve.map((value, t) => `${px(x(t))} ${px(Math.min(bottom, height(value)))}`).join("L")}`;
      set(others, { d: beside.map(line).join("") });
      const level = `M${px(x(0))} ${px(y(last))}H${px(x(count))}`;
      set(future, { d: whole ? now < count && path(now, count) : level });
      set(goal, { cx: px(x(count)), cy: px(y(last)), display: whole ? "none" : null });
      // The axis is broken below a start that lies far down.
      const [gx, gy] = cut ? [(x(0) + x(1)) / 2, (y(0) + y(1)) / 2] : [0, 0];
      set(gap, { display: cut ? null : "none" });
      set(gap.children[0], { d: `M${px(gx - 4)} ${px(gy)}l8 -3` });
      set(gap.children[1], { d: `M${px(gx - 4)} ${px(gy + 2)}l8 -3m-8 -1l8 -3` });
      set(past, { d: now > 0 && path(0, now) });
      const first = cut ? 1 : 0;
      const dotted = count <= MOST_DOTS ? Math.max(0, now - first) : 0;
      keep(dots, dotted, () => svg("circle", { class: "dot", r: 1.9 })).forEach((dot, i) => {
        set(dot, { cx: px(x(first + i)), cy: px(y(first + i)) });
      });
      set(here, { cx: px(x(now)), cy: px(y(now)) });
      const said = beside.length
        ? []
        : [{ at: LEFT - 4, y: tall - 4, text: words.start(values[0]), anchor: "start" }];
      if (count && !beside.length) {
        const end = y(last);
        // Where the curve comes from below through the label's place, the label goes above it.
        const steep = (whole && y(last - 1) > end + 5) || end > bottom - 24;
        said.push(
          { at: width, y: tall - 4, text: words.end(count), anchor: "end" },
          {
            at: width,
            y: end + (steep ? -10 : 17),
            text: words.said(values[last]),
            anchor: "end",
          },
        );
      }
      keep(labels, said.length, () => svg("text")).forEach((label, i) => {
        const { at, y, text, anchor } = said[i];
        set(label, { x: px(at), y: px(y), "text-anchor": anchor });
        write(label, text);
      });
      set(node, {
        viewBox: `0 0 ${width} ${tall}`,
        height: tall,
        "aria-label": whole ? words.summary(values, now) : words.ahead(values, count),
      });
    },
  };
}
