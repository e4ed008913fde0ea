// @ts-check
// Numbered means and their trails.

import { keep, px, set, svg, write } from "../dom/index.js";
import { textOn } from "../geometry/index.js";

/** @import { Component, Geometry, Place } from "../types.js" */

/** A longer trail is a line without a dot for every iteration. */
const MOST_DOTS = 60;

/**
 * @param {Element} trails
 * @param {[number, number][][]} paths  one a component: its means so far
 * @param {Geometry} geometry
 * @param {string[]} colours
 */
export function drawTrails(trails, paths, { x, y }, colours) {
  const groups = keep(trails, paths.length, () => svg("g"));
  groups.forEach((group, k) => {
    const points = paths[k].map(([u, v]) => [px(x(u)), px(y(v))]);
    const d = points.length > 1 ? `M${points.map((p) => p.join()).join("L")}` : "";
    set(group, { stroke: colours[k], fill: colours[k] });
    const dots = points.length > MOST_DOTS ? [] : points.slice(0, -1);
    const [casing, line, ...rest] = keep(group, 2 + dots.length, (i) =>
      i > 1 ? svg("circle", { r: 2 }) : svg("path", { class: i ? null : "casing" }),
    );
    for (const each of [casing, line]) set(each, { d });
    rest.forEach((circle, i) => {
      set(circle, { cx: dots[i][0], cy: dots[i][1] });
    });
  });
}

/**
 * The number of the mean in the hand, over all others.
 * @param {Element} hand
 * @param {Place | undefined} badge  where it is drawn; undefined: the hand is empty
 * @param {number} k
 * @param {string} colour
 */
export function drawHeld(hand, badge, k, colour) {
  const all = keep(hand, badge ? 2 : 0, (i) =>
    i ? svg("text", { class: "mean-n" }) : svg("circle", { class: "mean-ring", r: 14 }),
  );
  if (!badge) return;
  const [disc, label] = all;
  set(disc, { cx: px(badge.x), cy: px(badge.y), fill: colour });
  set(label, { x: px(badge.x), y: px(badge.y + 0.5), fill: textOn(colour) });
  write(label, String(k + 1));
}

/**
 * @param {Element} means
 * @param {Component[]} mixture
 * @param {Place[]} badges  where the numbers are drawn
 * @param {Geometry} geometry
 * @param {string[]} colours
 */
export function drawMeans(means, mixture, badges, geometry, colours) {
  const groups = keep(means, mixture.length, () =>
    svg(
      "g",
      { class: "mean" },
      svg("line"),
      svg("circle", { class: "spot", r: 3 }),
      svg("circle", { class: "mean-ring", r: 12 }),
      svg("text", { class: "mean-n" }),
    ),
  );
  groups.forEach((group, k) => {
    const [leader, spot, disc, label] = group.children;
    const { x, y } = badges[k];
    const at = { x: geometry.x(mixture[k].mean[0]), y: geometry.y(mixture[k].mean[1]) };
    const away = Math.hypot(at.x - x, at.y - y) > 1;
    set(group, { class: away ? "mean away" : "mean" });
    set(leader, { x1: px(at.x), y1: px(at.y), x2: px(x), y2: px(y), stroke: colours[k] });
    set(spot, { cx: px(at.x), cy: px(at.y), fill: colours[k] });
    set(disc, { cx: px(x), cy: px(y), fill: colours[k] });
    set(label, { x: px(x), y: px(y + 0.5), fill: textOn(colours[k]) });
    write(label, String(k + 1));
  });
}
