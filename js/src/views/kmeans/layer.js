// @ts-check
// The marks that k-means adds over the points: borders, rings, trails, and the ghost of its end.
import { px, set, svg } from "../../dom/index.js";
import { drawGhost, drawTrails, radius } from "../../plot/index.js";

/** @import { Component, Geometry } from "../../types.js" */
/** @import { Point } from "./voronoi.js" */

/** How far a ring stands off its point. */
const GAP = 2.2;

/**
 * @typedef {object} Partition
 * @property {[Point, Point][]} borders
 * @property {ArrayLike<number> | null} rings  for each point 1 plus the component whose colour rings it, or 0
 * @property {Float64Array} values  of the points
 * @property {number} d  columns
 * @property {[number, number]} axes
 * @property {Point[][]} trails
 * @property {Component[]} ghost
 */

export function createPartition() {
  const line = svg("path", { class: "border" });
  const casing = svg("path", { class: "border-casing" });
  const [rings, trails, ghost] = ["rings", "trails", "ghost"].map((name) =>
    svg("g", { class: name }),
  );
  return {
    node: svg("g", { class: "partition" }, casing, line, rings, trails, ghost),
    /** @param {Geometry} geometry @param {string[]} colours @param {Partition} shown */
    update(geometry, colours, shown) {
      const { x, y } = geometry;
      const d = shown.borders
        .map((edge) => `M${edge.map(([u, v]) => `${px(x(u))} ${px(y(v))}`).join("L")}`)
        .join("");
      for (const path of [casing, line]) set(path, { d });
      drawRings(rings, geometry, colours, shown);
      drawTrails(trails, shown.trails, geometry, colours);
      drawGhost(ghost, shown.ghost, geometry, colours);
    },
  };
}

/**
 * One path a colour: as cheap for a thousand points as for one.
 * @param {Element} node
 * @param {Geometry} geometry
 * @param {string[]} colours
 * @param {Partition} shown
 */
function drawRings(node, { x, y, width }, colours, { rings, values, d, axes: [i, j] }) {
  const n = rings?.length ?? 0;
  const r = px(radius(n, width) + GAP);
  const paths = colours.map(() => "");
  for (let row = 0; row < n; row++) {
    const k = (rings?.[row] ?? 0) - 1;
    if (k < 0) continue;
    const [left, middle] = [px(x(values[row * d + i]) - r), px(y(values[row * d + j]))];
    paths[k] += `M${left} ${middle}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  }
  node.replaceChildren(
    ...paths.flatMap((path, k) => (path ? [svg("path", { d: path, stroke: colours[k] })] : [])),
  );
}
