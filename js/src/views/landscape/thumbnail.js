// @ts-check
// A mixture as a thumbnail, in the plot's own geometry.
import { set, svg } from "../../dom/index.js";
import { drawEllipses, outlineOf } from "../../plot/index.js";

/** @import { Component, Geometry, ViewData } from "../../types.js" */

/** @typedef {Pick<Component, "mean" | "covariance">} Outline */

const WIDTH = 54;

export const thumbnail = () => svg("svg", { class: "thumbnail", "aria-hidden": "true" }, svg("g"));

/**
 * Its components do not correspond to the plot's, so all are drawn alike.
 * @param {Element} node  made by `thumbnail`
 * @param {Outline[]} mixture
 * @param {Geometry} geometry
 */
export function drawThumbnail(node, mixture, geometry) {
  const { width, top, bottom } = geometry;
  const height = Math.round((WIDTH * (bottom - top)) / width);
  set(node, { width: WIDTH, height, viewBox: `0 ${top} ${width} ${bottom - top}` });
  const components = mixture.map((outline) => ({ ...outline, weight: 0, state: "" }));
  const ellipses = components.map((component) => outlineOf(component, geometry));
  const ink = components.map(() => "currentColor");
  drawEllipses(node.children[0], components, ellipses, geometry, ink);
}

/**
 * The optima in view data, in the two drawn columns.
 * @param {ViewData} viewData
 * @returns {Outline[][]}
 */
export function outlines(viewData) {
  const [means, covariances] = [viewData.section("means"), viewData.section("covariances")];
  const [M, K] = viewData.shape("means");
  return Array.from({ length: M }, (_, m) =>
    Array.from({ length: K }, (_, k) => {
      const [at, c] = [2 * (m * K + k), 4 * (m * K + k)];
      return {
        mean: /** @type {[number, number]} */ ([means[at], means[at + 1]]),
        covariance: { a: covariances[c], b: covariances[c + 1], c: covariances[c + 3] },
      };
    }),
  );
}

/**
 * The seeds that lead to an optimum.
 * @param {ViewData} viewData
 * @param {number} m
 * @returns {number[][]} (K, d)
 */
export function seedsOf(viewData, m) {
  const seeds = viewData.section("seeds");
  const [, K, d] = viewData.shape("seeds");
  return Array.from({ length: K }, (_, k) =>
    Array.from(seeds.subarray((m * K + k) * d, (m * K + k + 1) * d)),
  );
}
