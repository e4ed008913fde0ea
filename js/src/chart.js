// @ts-check
// A curve by iteration, the log-likelihood's for one: the past solid, the future dotted; a click
// jumps there. Of a start in the hand only both its ends are known: a dot, and the level that it would reach.
import { keep, px, set, svg, write } from "./dom.js";
import { CURVE } from "./words/index.js";

const HEIGHT = 82;
/** Left and right of the iterations, in every chart of them. */
export const [LEFT, RIGHT] = [6, 8];
const [TOP, FLOOR] = [8, HEIGHT - 17];
/** A start this many times further down than all the rest would flatten it, so it is cut off. */
const FAR = 1.5;
const MOST_DOTS = 60;

/**
 * @param {ArrayLike<number>} values one an iteration
 * @returns {{low: number, high: number, cut: boolean}} the curve's vertical range
 */
export function span(values) {
  const all = Array.from(values);
  const rest = all.slice(1);
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
  const floor = svg("line", { class: "axisline", x1: 0, y1: FLOOR, y2: FLOOR });
  const [future, past] = ["future", "past"].map((name) => svg("path", { class: name }));
  const dots = svg("g");
  const here = svg("circle", { class: "now", r: 6 });
  const goal = svg("circle", { class: "goal", r: 4.5 });
  const gap = svg("g", { class: "gap" }, svg("path"), svg("path"));
  const labels = svg("g");
  const node = svg(
    "svg",
    { class: "curve", role: "img", height: HEIGHT },
    ...[floor, future, past, gap, dots, goal, here, labels],
  );
  let count = 0;
  let width = 292;
  /** @type {unknown[]} */
  let drawn = [];

  node.addEventListener("click", (event) => {
    const at = place(event, node, width, count);
    if (at !== null) onJump(at);
  });

  return {
    node,
    /**
     * @param {ArrayLike<number>} values  one an iteration, or the first and the last alone
     * @param {number} now the iteration whose mixture is shown
     * @param {number} newWidth
     * @param {number} [iterations]
     */
    update(values, now, newWidth, iterations = values.length - 1) {
      const next = [values, now, newWidth, iterations];
      if (next.every((value, i) => value === drawn[i])) return;
      drawn = next;
      width = newWidth;
      count = iterations;
      const last = values.length - 1;
      const whole = last === count;
      const risen = falls ? Array.from(values, (value) => -value) : values;
      const { low, high, cut } = span(risen);
      /** @param {number} t */
      const x = (t) => (count ? LEFT + ((width - LEFT - RIGHT) * t) / count : LEFT);
      /** @param {number} value */
      const height = (value) => TOP + ((FLOOR - TOP) * (high - value)) / (high - low);
      /** @param {number} t */
      const y = (t) => {
        const from = Math.min(FLOOR, height(risen[t]));
        return falls ? TOP + FLOOR - from : from;
      };
      /** @param {number} from @param {number} to */
      const path = (from, to) => {
        const points = [];
        for (let t = from; t <= to; t++) points.push(`${px(x(t))} ${px(y(t))}`);
        return `M${points.join("L")}`;
      };
      set(floor, { x2: width });
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
      const said = [{ at: LEFT - 4, y: HEIGHT - 4, text: words.start(values[0]), anchor: "start" }];
      if (count) {
        const end = y(last);
        // Where the curve comes from below through the label's place, the label goes above it.
        const steep = (whole && y(last - 1) > end + 5) || end > FLOOR - 24;
        said.push(
          { at: width, y: HEIGHT - 4, text: words.end(count), anchor: "end" },
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
        viewBox: `0 0 ${width} ${HEIGHT}`,
        "aria-label": whole ? words.summary(values, now) : words.ahead(values, count),
      });
    },
  };
}
