// @ts-check
// A criterion by the number of components, a line for every covariance type. Lower is better.
import { px, set, svg } from "../../dom/index.js";
import { exponent, tickDecimals, ticks } from "../../geometry/index.js";
import { CRITERIA, number } from "../../words/index.js";

/**
 * @typedef {object} Fitted  one number of components and type of covariance
 * @property {number} n_components
 * @property {string} covariance_type
 * @property {number} n_fits
 * @property {number} n_lost
 * @property {number | null} value  of the criterion; null: all fits lost a component
 */

const HEIGHT = 180;
const [TOP, FLOOR] = [26, HEIGHT - 34];
const [LEFT, RIGHT] = [44, 12];
/** Where fits are marked whose value is beyond the scale, and those that have none. */
const [BEYOND, GONE] = [18, 6];
/** The scale reaches so many times as far above the least as the middle value does: the way to the
 * least counts, and not how bad the worst is. */
const REACH = 2;
/** A click further away than this, in pixels, is beside all marks. */
const NEAR = 16;

/** A mark for every type of covariance, within -6..6. @type {Record<string, string>} */
export const MARKS = {
  full: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
  tied: "M-3.2-3.2h6.4v6.4h-6.4z",
  diag: "M0-4.6 4.6 0 0 4.6-4.6 0z",
  spherical: "M0-4.3 4.3 3.3H-4.3z",
};

/**
 * @param {(index: number) => void} onChoose
 * @param {(index: number | null) => void} [onPoint]  the mark under the pointer
 */
export function createCriteria(onChoose, onPoint = () => {}) {
  const lines = svg("svg", { class: "clip" });
  const back = svg("g");
  const marks = svg("g");
  const front = svg("g");
  const node = svg("svg", { class: "criteria", role: "img" }, back, lines, marks, front);
  /** @type {{x: number, y: number, index: number}[]} */
  let places = [];
  let width = 292;

  /** @param {MouseEvent} event */
  function under(event) {
    const box = node.getBoundingClientRect();
    if (!box.width) return null;
    const scale = width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const far = places.map((place) => Math.hypot(place.x - x, place.y - y));
    const nearest = far.indexOf(Math.min(...far));
    return far[nearest] <= NEAR ? places[nearest].index : null;
  }
  node.addEventListener("click", (event) => {
    const index = under(event);
    if (index !== null) onChoose(index);
  });
  node.addEventListener("pointermove", (event) => {
    const index = under(event);
    set(node, { "data-near": index !== null });
    onPoint(index);
  });
  node.addEventListener("pointerleave", () => onPoint(null));

  return {
    node,
    /**
     * @param {Fitted[]} rows
     * @param {number} most  components
     * @param {number | null} best  the row that the criterion prefers
     * @param {(row: Fitted) => boolean} present
     * @param {string} summary
     * @param {number} newWidth
     */
    update(rows, most, best, present, summary, newWidth) {
      width = newWidth;
      const [low, high] = reach(rows.flatMap(({ value }) => (value === null ? [] : [value])));
      const step = (width - LEFT - RIGHT) / Math.max(1, most - 1);
      const x = (/** @type {number} */ K) => LEFT + (K - 1) * step;
      const y = (/** @type {number} */ value) =>
        TOP + ((FLOOR - TOP) * (high - value)) / (high - low);
      places = rows.flatMap(({ n_components: K, value }, index) =>
        value === null ? [] : [{ x: x(K), y: value > high ? BEYOND : y(value), index }],
      );
      back.replaceChildren(...frame(ticks(low, high, 4), most, x, y, width));
      set(lines, { y: TOP - 6, width, height: FLOOR - TOP + 12 });
      set(lines, { viewBox: `0 ${TOP - 6} ${width} ${FLOOR - TOP + 12}` });
      lines.replaceChildren(
        ...[...new Set(rows.map(({ covariance_type: type }) => type))].map((type) =>
          svg("path", { "data-type": type, d: line(rows, type, x, y) }),
        ),
      );
      marks.replaceChildren(...drawMarks(rows, places, present, best, x));
      front.replaceChildren();
      const top = places.find(({ index }) => index === best);
      if (top) front.append(label(top.x, top.y + 18, CRITERIA.best, null));
      set(node, { viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, "aria-label": summary });
    },
  };
}

/**
 * The range that is drawn, lower values at the bottom.
 * @param {number[]} values
 * @returns {[number, number]}
 */
export function reach(values) {
  if (!values.length) return [0, 1];
  const sorted = [...values].sort((a, b) => a - b);
  const [low, middle, top] = [sorted[0], sorted[sorted.length >> 1], sorted[sorted.length - 1]];
  const high = Math.min(top, low + REACH * (middle - low));
  const room = (high > low ? high - low : top - low) || 10 ** exponent(low || 1);
  return [low - 0.16 * room, low + 1.04 * room];
}

/**
 * A line through one type's values; where all fits lost a component it is broken.
 * @param {Fitted[]} rows
 * @param {string} type
 * @param {(K: number) => number} x
 * @param {(value: number) => number} y
 */
function line(rows, type, x, y) {
  let path = "";
  let on = false;
  for (const { n_components: K, covariance_type, value } of rows) {
    if (covariance_type !== type) continue;
    if (value !== null) path += `${on ? "L" : "M"}${px(x(K))} ${px(y(value))}`;
    on = value !== null;
  }
  return path;
}

/**
 * @param {Fitted[]} rows
 * @param {{x: number, y: number, index: number}[]} places
 * @param {(row: Fitted) => boolean} present
 * @param {number | null} best
 * @param {(K: number) => number} x
 */
function drawMarks(rows, places, present, best, x) {
  const gone = rows.filter(({ value }) => value === null);
  return [
    ...gone.map(({ n_components: K, covariance_type: type }) =>
      svg("path", {
        class: "gone",
        "data-type": type,
        d: "M-3.5-3.5 3.5 3.5M-3.5 3.5 3.5-3.5",
        transform: `translate(${px(x(K))} ${GONE})`,
      }),
    ),
    ...places.map(({ x: cx, y: cy, index }) => {
      const row = rows[index];
      const group = svg("g", { transform: `translate(${px(cx)} ${px(cy)})` });
      const mark = svg("path", { class: "fit-mark", d: MARKS[row.covariance_type] ?? MARKS.full });
      set(mark, {
        ...{ "data-type": row.covariance_type, "data-k": row.n_components },
        ...{ "data-lost": row.n_lost > 0, "data-best": index === best },
        "data-beyond": cy === BEYOND,
      });
      group.append(mark);
      if (present(row)) group.append(svg("circle", { class: "present", r: 8.5 }));
      return group;
    }),
  ];
}

/**
 * @param {number[]} levels
 * @param {number} most
 * @param {(K: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} width
 */
function frame(levels, most, x, y, width) {
  const digits = tickDecimals(levels);
  return [
    ...levels.flatMap((value) => [
      svg("line", { class: "level", x1: LEFT - 6, x2: width, y1: px(y(value)), y2: px(y(value)) }),
      label(LEFT - 10, y(value) + 4, number(value, digits), true),
    ]),
    ...Array.from({ length: most }, (_, i) => label(x(i + 1), FLOOR + 18, String(i + 1), null)),
    label(width, HEIGHT - 2, CRITERIA.axis, true),
    label(0, HEIGHT - 2, `↓ ${CRITERIA.lower}`, false),
  ];
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {boolean | null} end  whether it ends there, or begins; null: in the middle
 */
const label = (x, y, content, end) =>
  svg(
    "text",
    { x: px(x), y: px(y), "text-anchor": end === null ? "middle" : end ? "end" : "start" },
    content,
  );
