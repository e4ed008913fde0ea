// @ts-check
// Components as outlines: ellipses of one and two sigmas, their labels, and the ghost of the end of the
// fit.
import { keep, px, set, svg, write } from "../dom/index.js";
import { degrees, ellipse, onScreen, rim } from "../geometry/index.js";

/** @import { Component, Ellipse, Geometry } from "../types.js" */

const LABEL_DIRECTIONS = [0.9, 2.2, -0.9, -2.2, 0, Math.PI];

/** @param {Component} component @param {Geometry} geometry */
export const outlineOf = ({ covariance }, { sx, sy }) => ellipse(onScreen(covariance, sx, sy));

/**
 * @param {Element} shapes
 * @param {Component[]} mixture
 * @param {Ellipse[]} ellipses
 * @param {Geometry} geometry
 * @param {string[]} colours
 */
export function drawEllipses(shapes, mixture, ellipses, geometry, colours) {
  const groups = keep(shapes, mixture.length, () =>
    svg("g", {}, svg("ellipse", { class: "two" }), svg("ellipse", { class: "one" })),
  );
  groups.forEach((group, k) => {
    set(group, { transform: pose(mixture[k], ellipses[k], geometry), stroke: colours[k] });
    const [two, one] = group.children;
    set(two, { ...radii(ellipses[k], 2), fill: colours[k] });
    set(one, radii(ellipses[k], 1));
  });
}

/**
 * @param {Element} ghost
 * @param {Component[]} mixture
 * @param {Geometry} geometry
 * @param {string[]} colours
 */
export function drawGhost(ghost, mixture, geometry, colours) {
  const groups = keep(ghost, mixture.length, () =>
    svg(
      "g",
      {},
      svg("path", { class: "casing" }),
      svg("ellipse"),
      svg("circle", { r: 10 }),
      svg("text"),
    ),
  );
  groups.forEach((group, k) => {
    const component = mixture[k];
    const outline = outlineOf(component, geometry);
    const [casing, oval, disc, label] = group.children;
    const [x, y] = [geometry.x(component.mean[0]), geometry.y(component.mean[1])];
    const transform = pose(component, outline, geometry);
    const { rx, ry } = radii(outline, 2);
    const half = `a${rx} ${ry} 0 0 1`;
    set(casing, { transform, d: `M${-rx} 0${half} ${2 * rx} 0${half} ${-2 * rx} 0z` });
    set(oval, { transform, rx, ry, stroke: colours[k] });
    set(disc, { cx: px(x), cy: px(y), stroke: colours[k] });
    set(label, { x: px(x), y: px(y + 0.5) });
    write(label, String(k + 1));
  });
}

/**
 * "1σ" and "2σ" on one component that is large enough to carry them. Returns where they stand.
 * @param {Element} sigmas
 * @param {Component[]} mixture
 * @param {Ellipse[]} ellipses
 * @param {Geometry} geometry
 * @param {string[]} colours
 */
export function labelSigmas(sigmas, mixture, ellipses, geometry, colours) {
  const labels = sigmaLabels(mixture, ellipses, geometry, colours);
  keep(sigmas, labels.length, () => svg("text", { class: "sigma" })).forEach((node, i) => {
    const { many, x, y, fill } = labels[i];
    set(node, { x: px(x), y: px(y), fill });
    write(node, `${many}σ`);
  });
  return labels;
}

/**
 * @param {Component[]} mixture
 * @param {Ellipse[]} ellipses
 * @param {Geometry} geometry
 * @param {string[]} colours
 */
function sigmaLabels(mixture, ellipses, geometry, colours) {
  for (let k = mixture.length - 1; k >= 0; k--) {
    if (ellipses[k].ry < 16) continue;
    const centre = { x: geometry.x(mixture[k].mean[0]), y: geometry.y(mixture[k].mean[1]) };
    const direction = LABEL_DIRECTIONS.find((angle) => {
      const [dx, dy] = rim(ellipses[k], 2, angle);
      const [x, y] = [centre.x + dx, centre.y + dy];
      return x > 24 && x < geometry.width - 24 && y > geometry.top + 12 && y < geometry.bottom - 16;
    });
    if (direction === undefined) continue;
    return [1, 2].map((many) => {
      const [dx, dy] = rim(ellipses[k], many, direction);
      const [x, y] = [centre.x + dx + 3, centre.y + dy + (dy < 0 ? -6 : 13)];
      return { many, x, y, fill: colours[k] };
    });
  }
  return [];
}

/** @param {Component} component @param {Ellipse} outline @param {Geometry} geometry */
const pose = ({ mean }, { angle }, { x, y }) =>
  `translate(${px(x(mean[0]))} ${px(y(mean[1]))}) rotate(${px(degrees(angle))})`;

/**
 * An ellipse without a radius is not drawn at all; a collapsed one is to be seen as a line.
 * @param {Ellipse} outline
 * @param {number} many
 */
const radii = ({ rx, ry }, many) => ({
  rx: px(Math.max(0.5, many * rx)),
  ry: px(Math.max(0.5, many * ry)),
});
