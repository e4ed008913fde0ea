// @ts-check
// Draws one frame, layer by layer: a view's ground, axes, points, components, means.

import { glideEllipse, glideFrom, html, keep, px, set, svg } from "../dom/index.js";
import { degrees } from "../geometry/index.js";
import { drawAxes } from "./axes.js";
import { drawEllipses, drawGhost, labelSigmas, outlineOf } from "./ellipses.js";
import { drawHeld, drawMeans, drawTrails } from "./means.js";
import { createPointLayer, MOST_CIRCLES } from "./points.js";

/** @import { Colour, Component, Geometry, Place, Pose } from "../types.js" */
/** @import { PointLayer, Sizes } from "./points.js" */

/** @typedef {ReturnType<typeof labelSigmas>[number]} Label */
/** @typedef {"ellipses" | "trails" | "ghost" | "means" | "ring" | "card"} Mark */

/**
 * @typedef {object} Frame
 * @property {Geometry} geometry
 * @property {Component[]} mixture
 * @property {Place[]} badges  where the numbers are drawn
 * @property {string[]} colours
 * @property {number | null} [held]  the component whose mean is in the hand: its number is over all others
 * @property {Component[] | null} ghost
 * @property {[number, number][][]} trails  one a component: its means so far
 * @property {number[]} ringed  the rows that a component has closed in on
 * @property {{row: number | null, component: number | null} | null} [fault]  what is wrong
 * @property {number} taken  pixels at the right end of the horizontal axis, which hold its name
 * @property {string} summary
 * @property {boolean} glide  whether to move there from the last frame
 * @property {readonly Mark[]} [without]  what is not to be drawn
 */

/** Radii of a ring around a number that covers its points, and around one point of several. */
const [AROUND, AMONG] = [17, 7.5];
/** Radius of the ring around a wrong point. */
const POINT = 10;

/** @param {string} name */
const group = (name) => svg("g", { class: name });
/** A nested drawing clips to the plot without an id, which two views could share by accident. */
const clipped = () => svg("svg", { class: "clip" });

/** @param {Pose[]} a @param {Pose[]} b */
const alike = (a, b) =>
  a.length === b.length &&
  a.every(
    (one, k) => one.x === b[k].x && one.y === b[k].y && one.rx === b[k].rx && one.ry === b[k].ry,
  );

/** @param {HTMLElement} plot */
export function createScene(plot) {
  const [grid, axis, shapes, ghost, trails] = ["grid", "axis", "shapes", "ghost", "trails"].map(
    group,
  );
  const [ring, threads, means, sigmas, note] = ["ring", "threads", "means", "sigmas", "note"].map(
    group,
  );
  const [aim, fault, hand] = ["aim", "fault", "hand"].map(group);
  const casings = group("casings");
  const [under, middle, over, top] = [0, 1, 2, 3].map(clipped);
  middle.append(casings, shapes);
  top.append(trails, ghost, aim);
  const back = svg("svg", { class: "back", "aria-hidden": "true" }, under, grid, axis);
  const front = svg("svg", { role: "img", class: "front" }, over, top);
  front.append(ring, fault, threads, means, sigmas, hand, note);
  const holder = html("div", { class: "layers" }, back, front);
  plot.prepend(holder);

  /** @type {PointLayer | null} */
  let layer = null;
  let xs = new Float64Array(0);
  let ys = new Float64Array(0);
  /** @type {Geometry | null} */
  let drawn = null;
  let taken = 0;
  /** Glides on their way. @type {(Animation | undefined)[]} */
  let gliding = [];
  /** What the last frame showed. @type {{poses: Pose[], badges: Place[], labels: Label[]} | null} */
  let last = null;

  return {
    threads,
    note,
    aim,
    /** The parts that move when the layout changes. */
    get layers() {
      return holder.children;
    },
    /** Positions of the points in pixels. */
    get places() {
      return { xs, ys };
    },

    /**
     * Take up what a view draws of its own, in the plot's pixels and clipped to it.
     * @param {SVGElement | undefined} below  under the grid and the points
     * @param {SVGElement | undefined} above  over the points, under the means
     * @param {HTMLElement | undefined} [ground]  below all
     */
    host(below, above, ground) {
      for (const node of holder.querySelectorAll(":scope > .ground")) node.remove();
      if (ground) holder.prepend(ground);
      under.replaceChildren(...(below ? [below] : []));
      over.replaceChildren(...(above ? [above] : []));
      last = null;
    },

    /**
     * @param {ArrayLike<number>} values
     * @param {number} n
     * @param {number} d
     * @param {[number, number]} axes
     * @param {Geometry} geometry
     * @param {Sizes} sizes
     */
    placePoints(values, n, d, [i, j], geometry, sizes = null) {
      if (!layer || n > MOST_CIRCLES !== xs.length > MOST_CIRCLES) {
        layer?.node.remove();
        layer = createPointLayer(n);
        back.after(layer.node);
        // Among many points an outline below them would drown, and over them it needs a casing.
        holder.classList.toggle("crowded", n > MOST_CIRCLES);
        if (n > MOST_CIRCLES) front.prepend(middle);
        else back.append(middle);
      }
      xs = new Float64Array(n);
      ys = new Float64Array(n);
      for (let row = 0; row < n; row++) {
        xs[row] = geometry.x(values[row * d + i]);
        ys[row] = geometry.y(values[row * d + j]);
      }
      layer.place(xs, ys, geometry, sizes);
    },

    /** @param {Uint32Array} codes  which of the colours each point has @param {Colour[]} colours */
    paintPoints(codes, colours) {
      layer?.paint(codes, colours);
    },

    /** @param {Frame} frame */
    draw(frame) {
      const { geometry, mixture, badges, colours } = frame;
      /** @template T @param {Mark} mark @param {T[] | null} what @returns {T[]} */
      const unless = (mark, what) => (frame.without?.includes(mark) ? [] : (what ?? []));
      if (geometry !== drawn || taken !== frame.taken) {
        [drawn, taken] = [geometry, frame.taken];
        resize(geometry);
        drawAxes(grid, axis, geometry, taken);
      }
      const ellipses = mixture.map((component) => outlineOf(component, geometry));
      const outlined = unless("ellipses", mixture);
      const cased = xs.length > MOST_CIRCLES ? outlined : [];
      drawEllipses(casings, cased, ellipses, geometry, colours);
      drawEllipses(shapes, outlined, ellipses, geometry, colours);
      const labels = labelSigmas(sigmas, outlined, ellipses, geometry, colours);
      drawGhost(ghost, unless("ghost", frame.ghost), geometry, colours);
      drawTrails(trails, unless("trails", frame.trails), geometry, colours);
      drawMeans(means, unless("means", mixture), badges, geometry, colours);
      const held = frame.held ?? -1;
      const [badge] = unless("means", held < 0 ? [] : [badges[held]]);
      drawHeld(hand, badge, held, colours[held]);
      drawRings(unless("ring", frame.ringed));
      drawFault(unless("ring", frame.fault ? [frame.fault] : []), badges);
      set(front, { "aria-label": frame.summary });
      const poses = mixture.map(({ mean }, k) => ({
        x: geometry.x(mean[0]),
        y: geometry.y(mean[1]),
        rx: ellipses[k].rx,
        ry: ellipses[k].ry,
        turn: degrees(ellipses[k].angle),
      }));
      const from = last;
      last = { poses, badges, labels };
      if (from && alike(from.poses, poses)) return;
      // What glides to another place would be seen there.
      for (const each of gliding) each?.cancel();
      gliding = [];
      if (!frame.glide || from?.poses.length !== poses.length) return;
      gliding = [
        ...[casings, shapes].flatMap((ovals) =>
          [...ovals.children].flatMap((oval, k) => glideEllipse(oval, from.poses[k], poses[k])),
        ),
        ...[...means.children].map((badge, k) => glideFrom(badge, from.badges[k], badges[k])),
        // On another component they do not come from where they were.
        ...(labels[0]?.fill === from.labels[0]?.fill ? labels : []).map((label, i) =>
          glideFrom(sigmas.children[i], from.labels[i], label),
        ),
      ];
    },
  };

  /** @param {Geometry} geometry */
  function resize({ width, height, top: first, bottom }) {
    for (const node of [back, front]) set(node, { viewBox: `0 0 ${width} ${height}` });
    for (const node of [under, middle, over, top]) {
      const size = { y: first, width, height: bottom - first };
      set(node, { ...size, viewBox: `0 ${first} ${width} ${bottom - first}` });
    }
    holder.style.height = `${height}px`;
  }

  /**
   * A ring around the first wrong point, or around the number of a wrong component.
   * @param {NonNullable<Frame["fault"]>[]} faults  one, or none
   * @param {Place[]} badges
   */
  function drawFault(faults, badges) {
    const places = faults.flatMap(({ row, component }) => {
      if (row !== null && row < xs.length) return [{ x: xs[row], y: ys[row], r: POINT }];
      const badge = badges[component ?? -1];
      return badge ? [{ x: badge.x, y: badge.y, r: AROUND }] : [];
    });
    const rings = keep(fault, 2 * places.length, () => svg("circle"));
    rings.forEach((circle, i) => {
      const { x, y, r } = places[i >> 1];
      set(circle, { cx: px(x), cy: px(y), r, class: i % 2 ? null : "halo" });
    });
  }

  /** @param {number[]} rows */
  function drawRings(rows) {
    // Points in one place are under the number of the component.
    const apart = rows.some((row) => xs[row] !== xs[rows[0]] || ys[row] !== ys[rows[0]]);
    const circles = keep(ring, rows.length, () => svg("circle"));
    circles.forEach((circle, i) => {
      const [cx, cy] = [px(xs[rows[i]]), px(ys[rows[i]])];
      set(circle, { cx, cy, r: apart ? AMONG : AROUND });
    });
  }
}
