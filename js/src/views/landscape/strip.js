// @ts-check
// Many starts on one axis: a stem for every optimum they led to, at its log-likelihood, as high as its
// frequency.
import { px, set, svg } from "../../dom/index.js";
import { exponent, roomy, tickDecimals, ticks } from "../../geometry/index.js";
import { number } from "../../words/index.js";

const HEIGHT = 116;
const [TOP, FLOOR] = [22, HEIGHT - 20];
const [LEFT, RIGHT] = [10, 14];
const STAR = "M0-7 2-2.5 6.8-2 3.2 1.2 4.3 6 0 3.5-4.3 6-3.2 1.2-6.8-2-2-2.5z";
/** A click further away than this, in pixels, is beside all stems. */
const NEAR = 16;
/** Counts are written where they stand so far apart. */
const APART = 24;

/** @param {(m: number) => void} onChoose */
export function createStrip(onChoose) {
  const node = svg("svg", { class: "strip", role: "img" });
  /** @type {number[]} where the stems are */
  let places = [];
  let width = 292;

  node.addEventListener("click", (event) => {
    const box = node.getBoundingClientRect();
    if (!places.length || !box.width) return;
    const at = ((event.clientX - box.left) / box.width) * width;
    const far = places.map((x) => Math.abs(x - at));
    const nearest = far.indexOf(Math.min(...far));
    if (far[nearest] <= NEAR) onChoose(nearest);
  });

  return {
    node,
    /**
     * @param {object} found
     * @param {number[]} found.values  log-likelihoods, best first
     * @param {number[]} found.counts
     * @param {number | null} found.here
     * @param {string} summary
     * @param {number} newWidth
     */
    update({ values, counts, here }, summary, newWidth) {
      width = newWidth;
      const [high, low] = [values[0] ?? 0, values.at(-1) ?? 0];
      const room = high - low || 10 ** exponent(high || 1);
      const scale = (width - LEFT - RIGHT) / room;
      const x = (/** @type {number} */ value) => LEFT + (value - (high - room)) * scale;
      const most = Math.max(...counts, 1);
      const y = (/** @type {number} */ count) =>
        FLOOR - Math.max(3, ((FLOOR - TOP) * count) / most);
      places = values.map(x);
      const marks = ticks(high - room, high, 4);
      const axis = roomy(
        marks.map((value) => ({ at: x(value), label: number(value, tickDecimals(marks)) })),
      );
      const stems = places.map((at, m) => {
        const stem = svg("g", { class: "stem", "data-optimum": m, "aria-current": m === here });
        const top = y(counts[m]);
        stem.append(
          svg("line", { x1: px(at), x2: px(at), y1: FLOOR, y2: px(top) }),
          m === 0
            ? svg("path", { d: STAR, transform: `translate(${px(at)} ${px(top)})` })
            : svg("circle", { cx: px(at), cy: px(top), r: 4 }),
        );
        return stem;
      });
      node.replaceChildren(
        svg("line", { class: "axisline", x1: 0, x2: width, y1: FLOOR, y2: FLOOR }),
        ...axis.map(({ at, label }) => text(at, HEIGHT - 5, label, width)),
        ...order(values.length, here).map((m) => stems[m]),
        ...labelled(places, counts, here).map((m) =>
          text(places[m], y(counts[m]) - 10, number(counts[m], 0), width),
        ),
      );
      set(node, { viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, "aria-label": summary });
    },
  };
}

/**
 * The best and the present one lie over the others.
 * @param {number} count
 * @param {number | null} here
 */
function order(count, here) {
  const over = (/** @type {number} */ m) => (m === here ? 2 : m === 0 ? 1 : 0);
  return Array.from({ length: count }, (_, m) => m).sort((a, b) => over(a) - over(b));
}

/**
 * Which stems have room for their count: the best, the present one, then the most frequent.
 * @param {number[]} places
 * @param {number[]} counts
 * @param {number | null} here
 */
function labelled(places, counts, here) {
  const rank = (/** @type {number} */ m) => (m === 0 ? 2 : m === here ? 1 : 0);
  const wanted = places.map((_, m) => m);
  wanted.sort((a, b) => rank(b) - rank(a) || counts[b] - counts[a]);
  /** @type {number[]} */
  const taken = [];
  for (const m of wanted) {
    if (taken.every((other) => Math.abs(places[other] - places[m]) >= APART)) taken.push(m);
  }
  return taken;
}

/** @param {number} x @param {number} y @param {string} content @param {number} width */
function text(x, y, content, width) {
  const half = 3.2 * content.length;
  const anchor = x < half ? "start" : x > width - half ? "end" : "middle";
  const at = anchor === "start" ? 0 : anchor === "end" ? width : x;
  return svg("text", { x: px(at), y: px(y), "text-anchor": anchor }, content);
}
