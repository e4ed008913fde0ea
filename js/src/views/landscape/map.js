// @ts-check
// The map of basins: its ground below the points, its marks over them.

import { px, set, svg } from "../../dom/index.js";
import { LIMITS } from "../../kernel/index.js";
import { text } from "../../plot/index.js";
import { areas, borders, hatch } from "./regions.js";

/** @import { Geometry } from "../../types.js" */

/** @typedef {[number, number]} Pair */

/**
 * @typedef {object} Chart
 * @property {ArrayLike<number>} labels  row by row from the bottom
 * @property {number} size  cells a side
 * @property {[number, number, number, number]} extent  left, right, bottom, top
 * @property {string[]} fills  one an optimum
 */

const STAR = "M0-8 2.3-2.9 7.8-2.3 3.7 1.4 4.9 6.8 0 4-4.9 6.8-3.7 1.4-7.8-2.3-2.3-2.9z";
const EDGE = 10;
/** Half as wide as the number on a mean; and how far apart, up and down, two texts are clear. */
const [BADGE, LINE] = [15, 20];
/** Half the width of a letter, about. */
const LETTER = 3.6;

export function createMap() {
  const plane = svg("g", { class: "basins" });
  const under = svg("g", {}, plane);
  const over = svg("g", { class: "landmarks" });
  /** @type {ArrayLike<number> | null} */
  let drawn = null;

  return {
    under,
    over,
    /**
     * @param {Chart | null} chart
     * @param {Geometry} geometry
     * @param {boolean} stale  it is of another start
     */
    draw(chart, geometry, stale) {
      set(under, { class: stale ? "stale" : null });
      if (chart?.labels !== drawn) {
        drawn = chart?.labels ?? null;
        plane.replaceChildren(...(chart ? ground(chart) : []));
      }
      if (!chart) return;
      const { extent, size, fills } = chart;
      const [left, right, bottom, top] = extent;
      const [x, y] = [geometry.x(left), geometry.y(bottom)];
      const [w, h] = [(geometry.x(right) - x) / size, (geometry.y(top) - y) / size];
      set(plane, { transform: `matrix(${w} 0 0 ${h} ${px(x)} ${px(y)})` });
      for (const area of plane.querySelectorAll("[data-optimum]")) {
        set(area, { fill: fills[Number(area.getAttribute("data-optimum"))] });
      }
    },

    /**
     * @param {object} marks
     * @param {{at: Pair, label: string, best: boolean}[]} marks.places  of optima, in data units
     * @param {{at: Pair, colour: string, bare: boolean} | null} marks.start  of the mean that moves; bare: no
     *   handle is there
     * @param {Pair[]} taken  where means are drawn
     * @param {Geometry} geometry
     */
    mark({ places, start }, taken, { x, y, width, top, bottom }) {
      over.replaceChildren();
      const full = taken.map(([u, v]) => ({ left: x(u) - BADGE, right: x(u) + BADGE, v: y(v) }));
      for (const { at, label, best } of places) {
        const half = best ? EDGE : LETTER * label.length;
        const u = Math.max(half, Math.min(width - half, x(at[0])));
        const v = Math.max(top + EDGE, Math.min(bottom - EDGE, y(at[1])));
        const place = best ? besideStar(u, v, label, width, full) : { u, anchor: "middle" };
        const box = { left: Math.min(u - half, place.u), right: Math.max(u + half, place.u), v };
        if (!best && meets(box, full)) continue;
        full.push(box);
        const mark = svg("g", { class: "landmark" });
        if (best) mark.append(svg("path", { d: STAR, transform: `translate(${px(u)} ${px(v)})` }));
        mark.append(text(place.u, v + 4, label, place.anchor));
        over.append(mark);
      }
      if (!start) return;
      const [cx, cy] = [px(x(start.at[0])), px(y(start.at[1]))];
      const ring = svg("circle", { class: "start-ring", cx, cy, r: start.bare ? 8 : 17 });
      set(ring, { stroke: start.colour });
      over.append(ring);
      if (start.bare) over.append(svg("circle", { cx, cy, r: 2.5, fill: start.colour }));
    },
  };
}

/** @typedef {{left: number, right: number, v: number}} Box  of one line of text, or of a mean */

/** @param {Box} box @param {Box[]} others */
const meets = (box, others) =>
  others.some(
    ({ left, right, v }) => left < box.right && right > box.left && Math.abs(v - box.v) < LINE,
  );

/**
 * The star's word stands on its right, or on its left where there is something in the way.
 * @param {number} u
 * @param {number} v
 * @param {string} label
 * @param {number} width
 * @param {Box[]} others
 */
function besideStar(u, v, label, width, others) {
  const length = EDGE + 2 * LETTER * label.length;
  const taken = u + length > width || meets({ left: u, right: u + length, v }, others);
  return taken ? { u: u - EDGE - 2, anchor: "end" } : { u: u + EDGE + 2, anchor: "start" };
}

/** @param {Chart} chart */
function ground({ labels, size }) {
  const parts = [...areas(labels, size)].map(([label, d]) =>
    svg("path", label === LIMITS.lost ? { class: "lost", d } : { "data-optimum": label, d }),
  );
  return [
    ...parts,
    svg("path", { class: "hatch", d: hatch(labels, size, LIMITS.lost) }),
    svg("path", { class: "shore", d: borders(labels, size) }),
  ];
}
