// @ts-check
// Another mixture over the points, dashed: the one under the pointer, or that the headline is about. Its
// components do not correspond to those shown, so all are drawn in ink.
import { keep, px, set, svg } from "../../dom/index.js";
import { degrees, ellipse, onScreen } from "../../geometry/index.js";

/** @import { Geometry } from "../../types.js" */
/** @import { Outline } from "./thumbnail.js" */

export function createPreview() {
  const node = svg("g", { class: "preview" });
  return {
    node,
    /** @param {Outline[]} mixture  [] for none @param {Geometry} geometry */
    draw(mixture, { x, y, sx, sy }) {
      const groups = keep(node, mixture.length, () =>
        svg(
          "g",
          {},
          svg("ellipse", { class: "casing" }),
          svg("ellipse"),
          svg("path", { d: "M-5 0H5M0-5V5" }),
        ),
      );
      groups.forEach((group, k) => {
        const { mean, covariance } = mixture[k];
        const shape = ellipse(onScreen(covariance, sx, sy));
        const [casing, oval, cross] = group.children;
        const at = `translate(${px(x(mean[0]))} ${px(y(mean[1]))})`;
        const [rx, ry] = [shape.rx, shape.ry].map((r) => px(Math.max(0.5, 2 * r)));
        const transform = `${at} rotate(${px(degrees(shape.angle))})`;
        for (const each of [casing, oval]) set(each, { transform, rx, ry });
        set(cross, { transform: at });
      });
    },
  };
}
