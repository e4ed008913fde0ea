// @ts-check
// EM's path from a place of the map, drawn over it: that of the mean that would start there, and those of
// the others.

import { keep, px, set, svg, write } from "../../dom/index.js";
import { text } from "../../plot/index.js";

/** @import { Geometry, Way } from "../../types.js" */

export function createWay() {
  const [lines, end] = ["ways", "end"].map((name) => svg("g", { class: name }));
  const node = svg("g", { class: "way" }, lines, end);
  const from = svg("circle", { class: "from", r: 4 });
  const ring = svg("circle", { class: "to", r: 8 });
  const label = text(0, 0, "", "middle");
  end.append(from, ring, label);
  return {
    node,
    /**
     * @param {(Way & {place: [number, number]}) | null} path
     * @param {string} said  where it ends, in words
     * @param {string[]} colours
     * @param {Geometry} geometry
     */
    draw(path, said, colours, { x, y, width, top }) {
      node.style.display = path ? "" : "none";
      if (!path) return;
      const { means, component } = path;
      const K = means[0].length;
      const drawn = keep(lines, 2 * K, (i) => svg("path", { class: i < K ? "casing" : null }));
      drawn.forEach((line, i) => {
        const k = i % K;
        const d = `M${means.map((at) => `${px(x(at[k][0]))} ${px(y(at[k][1]))}`).join("L")}`;
        set(line, { d, stroke: i < K ? null : colours[k], "data-own": k === component });
      });
      const last = means[means.length - 1][component];
      const [u, v] = [x(last[0]), y(last[1])];
      set(from, { cx: px(x(path.place[0])), cy: px(y(path.place[1])), fill: colours[component] });
      set(ring, { cx: px(u), cy: px(v), stroke: colours[component] });
      const half = 3.4 * said.length;
      const above = v - 14 > top + 12;
      set(label, {
        x: px(Math.max(half, Math.min(width - half, u))),
        y: px(above ? v - 14 : v + 24),
      });
      write(label, said);
    },
  };
}
