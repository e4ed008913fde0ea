// @ts-check
// Draws one frame: axes, ellipses, trails, means, the ghost of the end, a collapse.
import { textOn } from "./colour.js";
import { html, keep, px, set, svg, write } from "./dom.js";
import { degrees, ellipse, onScreen, rim } from "./ellipse.js";
import { glideEllipse, glideFrom } from "./glide.js";
import { createPointLayer, MOST_CIRCLES } from "./points.js";
import { roomy } from "./scale.js";
import { tick } from "./words.js";

/** @typedef {import("./film.js").Component} Component */
/** @typedef {import("./scale.js").Geometry} Geometry */
/** @typedef {import("./colour.js").Colour} Colour */
/** @typedef {import("./ellipse.js").Ellipse} Ellipse */
/** @typedef {import("./spread.js").Place} Place */
/** @typedef {import("./glide.js").Pose} Pose */

/**
 * @typedef {object} Frame
 * @property {Geometry} geometry
 * @property {Component[]} mixture
 * @property {Place[]} badges  where the numbers are drawn
 * @property {string[]} colours
 * @property {Component[] | null} ghost
 * @property {[number, number][][]} trails  one a component: its means so far
 * @property {number | null} collapsed  the row that a component sits on
 * @property {string} summary
 * @property {boolean} glide  whether to move there from the last frame
 */

/** A longer trail is a line without a dot for every iteration. */
const MOST_DOTS = 60;
const LABEL_DIRECTIONS = [0.9, 2.2, -0.9, -2.2, 0, Math.PI];

/** @param {HTMLElement} plot */
export function createScene(plot) {
  const grid = svg("g", { class: "grid" });
  const axis = svg("g", { class: "axis" });
  // A nested drawing clips to the plot without an id, which two views could share by accident.
  const clip = svg("svg", { class: "clip" });
  const back = svg("svg", { class: "back", "aria-hidden": "true" }, grid, axis);
  const [shapes, ghost, trails] = ["shapes", "ghost", "trails"].map((name) =>
    svg("g", { class: name }),
  );
  const [ring, threads, means, sigmas, note] = ["ring", "threads", "means", "sigmas", "note"].map(
    (name) => svg("g", { class: name }),
  );
  clip.append(shapes);
  const frontClip = svg("svg", { class: "clip" }, trails, ghost);
  const front = svg(
    "svg",
    { role: "img", class: "front" },
    frontClip,
    ring,
    threads,
    means,
    sigmas,
  );
  front.append(note);
  const holder = html("div", { class: "layers" }, back, front);
  plot.prepend(holder);

  /** @type {import("./points.js").PointLayer | null} */
  let layer = null;
  let xs = new Float64Array(0);
  let ys = new Float64Array(0);
  /** @type {Geometry | null} */
  let drawn = null;
  /** What the last frame showed. @type {{poses: Pose[], badges: Place[]} | null} */
  let last = null;

  return {
    threads,
    note,
    /** Positions of the points in pixels. */
    get places() {
      return { xs, ys };
    },

    /**
     * @param {ArrayLike<number>} values
     * @param {number} n
     * @param {number} d
     * @param {[number, number]} axes
     * @param {Geometry} geometry
     * @param {import("./points.js").Sizes} sizes
     */
    placePoints(values, n, d, [i, j], geometry, sizes = null) {
      if (!layer || xs.length !== n) {
        layer?.node.remove();
        layer = createPointLayer(n);
        back.after(layer.node);
        // Among many points an outline below them would drown.
        if (n > MOST_CIRCLES) front.prepend(clip);
        else back.append(clip);
      }
      xs = new Float64Array(n);
      ys = new Float64Array(n);
      for (let row = 0; row < n; row++) {
        xs[row] = geometry.x(values[row * d + i]);
        ys[row] = geometry.y(values[row * d + j]);
      }
      layer.place(xs, ys, geometry, sizes);
    },

    /** @param {Colour[]} colours */
    paintPoints(colours) {
      layer?.paint(colours);
    },

    /** @param {Frame} frame */
    draw(frame) {
      const { geometry, mixture, colours } = frame;
      if (geometry !== drawn) {
        drawn = geometry;
        frameAxes(geometry);
      }
      const ellipses = mixture.map((component) => shape(component, geometry));
      drawEllipses(mixture, ellipses, frame);
      drawGhost(frame);
      drawTrails(frame);
      drawMeans(frame);
      labelSigmas(mixture, ellipses, geometry, colours);
      drawRing(frame);
      set(front, { "aria-label": frame.summary });
      const poses = mixture.map(({ mean }, k) => ({
        x: geometry.x(mean[0]),
        y: geometry.y(mean[1]),
        rx: ellipses[k].rx,
        ry: ellipses[k].ry,
        turn: degrees(ellipses[k].angle),
      }));
      const from = last;
      last = { poses, badges: frame.badges };
      if (!frame.glide || from?.poses.length !== poses.length) return;
      poses.forEach((pose, k) => {
        glideEllipse(shapes.children[k], from.poses[k], pose);
        glideFrom(means.children[k], from.badges[k], frame.badges[k]);
      });
    },
  };

  /** @param {Geometry} geometry */
  function frameAxes(geometry) {
    const { width, height, top, bottom, x, y } = geometry;
    for (const node of [back, front]) set(node, { viewBox: `0 0 ${width} ${height}` });
    for (const node of [clip, frontClip]) {
      set(node, {
        y: top,
        width,
        height: bottom - top,
        viewBox: `0 ${top} ${width} ${bottom - top}`,
      });
    }
    holder.style.height = `${height}px`;
    grid.replaceChildren(
      ...geometry.xTicks.map((v) => line(x(v), top, x(v), bottom)),
      ...geometry.yTicks.map((v) => line(0, y(v), width, y(v))),
    );
    axis.replaceChildren(
      ...roomy(geometry.xTicks.map((v) => ({ at: x(v), label: tick(v, geometry.xTicks) })))
        .filter(({ at, label }) => Math.min(at, width - at) > 3.2 * label.length)
        .map(({ at, label }) => text(at, height - 5, label, "middle")),
      ...geometry.yTicks
        .filter((v) => y(v) > top + 12)
        .map((v) => text(2, y(v) - 4, tick(v, geometry.yTicks), "start")),
    );
  }

  /**
   * @param {Component[]} mixture
   * @param {Ellipse[]} ellipses
   * @param {Frame} frame
   */
  function drawEllipses(mixture, ellipses, { geometry, colours }) {
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

  /** @param {Frame} frame */
  function drawGhost({ geometry, ghost: mixture, colours }) {
    const groups = keep(ghost, mixture?.length ?? 0, () =>
      svg("g", {}, svg("ellipse"), svg("circle", { r: 10 }), svg("text")),
    );
    groups.forEach((group, k) => {
      const component = /** @type {Component[]} */ (mixture)[k];
      const outline = shape(component, geometry);
      const [oval, disc, label] = group.children;
      const [x, y] = [geometry.x(component.mean[0]), geometry.y(component.mean[1])];
      set(oval, {
        transform: pose(component, outline, geometry),
        ...radii(outline, 2),
        stroke: colours[k],
      });
      set(disc, { cx: px(x), cy: px(y), stroke: colours[k] });
      set(label, { x: px(x), y: px(y + 0.5) });
      write(label, String(k + 1));
    });
  }

  /** @param {Frame} frame */
  function drawTrails({ geometry: { x, y }, trails: paths, colours }) {
    const groups = keep(trails, paths.length, () => svg("g", {}, svg("path")));
    groups.forEach((group, k) => {
      const points = paths[k].map(([u, v]) => [px(x(u)), px(y(v))]);
      const d = points.length > 1 ? `M${points.map((p) => p.join()).join("L")}` : "";
      set(group, { stroke: colours[k], fill: colours[k] });
      group.replaceChildren(
        svg("path", { d }),
        ...(points.length > MOST_DOTS ? [] : points.slice(0, -1)).map(([cx, cy]) =>
          svg("circle", { cx, cy, r: 2 }),
        ),
      );
    });
  }

  /** @param {Frame} frame */
  function drawMeans({ geometry, mixture, badges, colours }) {
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

  /**
   * "1σ" and "2σ" on one component that is large enough to carry them.
   * @param {Component[]} mixture
   * @param {Ellipse[]} ellipses
   * @param {Geometry} geometry
   * @param {string[]} colours
   */
  function labelSigmas(mixture, ellipses, geometry, colours) {
    sigmas.replaceChildren();
    for (let k = mixture.length - 1; k >= 0; k--) {
      if (ellipses[k].ry < 16) continue;
      const centre = { x: geometry.x(mixture[k].mean[0]), y: geometry.y(mixture[k].mean[1]) };
      const direction = LABEL_DIRECTIONS.find((angle) => {
        const [dx, dy] = rim(ellipses[k], 2, angle);
        const [x, y] = [centre.x + dx, centre.y + dy];
        return (
          x > 24 && x < geometry.width - 24 && y > geometry.top + 12 && y < geometry.bottom - 16
        );
      });
      if (direction === undefined) continue;
      for (const many of [1, 2]) {
        const [dx, dy] = rim(ellipses[k], many, direction);
        const label = text(centre.x + dx + 3, centre.y + dy + (dy < 0 ? -6 : 13), `${many}σ`, "");
        set(label, { class: "sigma", fill: colours[k] });
        sigmas.append(label);
      }
      return;
    }
  }

  /** @param {Frame} frame */
  function drawRing({ collapsed }) {
    const [circle] = keep(ring, collapsed === null ? 0 : 1, () => svg("circle", { r: 17 }));
    if (circle && collapsed !== null) set(circle, { cx: px(xs[collapsed]), cy: px(ys[collapsed]) });
  }
}

/**
 * @param {Component} component
 * @param {Geometry} geometry
 */
const shape = ({ covariance }, { sx, sy }) => ellipse(onScreen(covariance, sx, sy));

/**
 * @param {Component} component
 * @param {Ellipse} outline
 * @param {Geometry} geometry
 */
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

/** @param {[number, number, number, number]} ends */
const line = (...[x1, y1, x2, y2]) =>
  svg("line", { x1: px(x1), y1: px(y1), x2: px(x2), y2: px(y2) });

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} anchor
 */
const text = (x, y, content, anchor) =>
  svg("text", { x: px(x), y: px(y), "text-anchor": anchor || null }, content);
