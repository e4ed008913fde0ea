// @ts-check
// The plot: points, components and means in the same place in every view, and the gestures there.

import { GLIDE, html, put, say } from "../dom/index.js";
import { APART, CLOSE, keepInside, separate } from "../geometry/index.js";
import { createHandles, createShapes, createTools } from "../gestures/index.js";
import { ringedFault } from "../panel/index.js";
import * as words from "../words/index.js";
import { createAxisNames, nameWidth } from "./axisnames.js";
import { createInspector } from "./inspect.js";
import { createLayout } from "./layout.js";
import { legend } from "./legend.js";
import { createPainter } from "./paint.js";
import { drawCard } from "./pointcard.js";
import { known } from "./pointtext.js";
import { createScene } from "./scene.js";

/** @import { At, Beside, Drawing, Film, Geometry, Look, Widths, Snapshot, Store, View } from "../types.js" */

/** @type {readonly string[]} without one of these, shapes have no handles */
const HELD = ["ellipses", "means"];

/**
 * Whether the colours tell only the likeliest component: of two, that is as much as a blend does.
 * @param {Film} film
 */
const usesLikeliest = (film) => !film.hasShares && film.T > 0 && film.K > 2;

/** @param {Store} store @param {() => void} redraw @param {Widths} widths */
export function createPlot(store, redraw, widths) {
  const plot = html("div", { class: "plot" });
  const handleBox = html("div", { class: "handles", role: "group" });
  const hint = html("p", { class: "hint", hidden: true });
  const notice = html("p", { class: "notice", hidden: true });
  const coming = html("p", { class: "coming", hidden: true });
  const scales = html("span", { class: "scales", hidden: true }, words.SCALES);
  const names = createAxisNames(store.setAxis);
  const usual = { whole: legend(), likeliest: legend(words.LEGEND.likeliest) };
  const legendBox = html("div", { class: "legends" });
  const scene = createScene(plot);
  const painter = createPainter(scene.paintPoints);
  const layout = createLayout(plot, scene, widths);
  const inspector = createInspector(plot, {
    onChange: () => inspect(),
    onTap: tap,
    idle: () => tools.tool !== null,
    toData,
  });
  const tools = createTools(plot, store.points, {
    inspector,
    marks: scene.aim,
    places: () => scene.places,
    waiting: () => picked !== null || shapes.hint !== "",
    redraw,
  });
  const handles = createHandles(handleBox, {
    hold: (k, to) => store.hold(k, to, last?.look.seeds),
    drop: store.drop,
    cancel: store.cancel,
    pick(k) {
      if (k !== null) shapes.forget();
      if (picked === k) return;
      picked = k;
      redraw();
    },
  });
  const shapes = createShapes(handleBox, {
    hold: store.reshape,
    drop: store.drop,
    cancel: store.cancel,
    pick() {
      if (shapes.hint) picked = null;
      redraw();
    },
  });
  /** @param {PointerEvent} event */
  function point(event) {
    const target = /** @type {Element} */ (event.target);
    const busy = tools.tool !== null || picked !== null || event.buttons !== 0;
    const { x, y } = inspector.where(event);
    const free = !busy && event.pointerType !== "touch" && !target.closest(".handle, .square");
    view?.point?.(free ? toData(x, y) : null);
  }
  plot.addEventListener("pointermove", point);
  plot.addEventListener("pointerleave", () => view?.point?.(null));
  plot.append(inspector.input, tools.crosshair, handleBox, shapes.node, hint, notice);
  const node = html(
    "div",
    { class: "figure" },
    plot,
    html("div", { class: "above" }, html("span", {}, ...names.y), scales),
    html("div", { class: "across" }, ...names.x),
    html("div", { class: "below" }, legendBox, coming),
  );

  /** @type {number | null} the mean that was tapped and waits for its destination */
  let picked = null;
  /** @type {{film: Film | null, geometry: Geometry | null, frame: number, at: number}} */
  let stepped = { film: null, geometry: null, frame: 0, at: 0 };
  /** @type {ReturnType<typeof separate>} */
  let badges = [];
  /** @type {View | null} */
  let view = null;
  /** What Python was asked about. @type {At | null} */
  let inspected = null;
  /** @type {{drawing: Drawing, look: Look} | null} */
  let last = null;

  /**
   * @param {Snapshot} now
   * @param {Film} film
   * @param {NonNullable<Snapshot["points"]>} points
   * @param {Beside | null} beside
   */
  function lay(now, film, points, beside) {
    const exact = view?.frame?.(now) ?? null;
    const { geometry, placed } = layout.lay(now, film, points, tools.stage, beside, exact);
    if (placed) {
      inspector.place(scene.places.xs, scene.places.ys);
      painter.forget();
    }
    return geometry;
  }

  /** @param {Drawing} drawing @param {Look} look */
  function draw(drawing, look) {
    last = { drawing, look };
    const { now, film, geometry, colours, scheme, digits } = drawing;
    const { mixture = now.mixture, without = [] } = look;
    if (picked !== null && picked >= mixture.length) picked = null;
    const apart = drawing.beside ? CLOSE : APART;
    badges = separate(
      mixture.map(({ mean }) =>
        keepInside(geometry, geometry.x(mean[0]), geometry.y(mean[1]), apart),
      ),
      now.held,
      apart,
    );
    const rows = now.edited?.rows;
    painter.update(film.n, look.shares ?? now.shares, colours, look.only ?? null, scheme, rows);
    const atEnd = film.ends(now.cursor);
    const glide = steps(now, film, geometry);
    scene.draw({
      geometry,
      mixture,
      badges,
      colours,
      ghost: now.ghost,
      held: now.part === "mean" ? now.held : null,
      trails: trails(now, film),
      ringed: atEnd ? closedIn(film) : [],
      fault: now.held === null ? ringedFault(film, now.cursor) : null,
      glide,
      taken: Math.min(geometry.width / 2, nameWidth(now.names[0], now.columns.length > 2)),
      summary: look.summary ?? words.summary(words.counted(film), now.names, mixture, digits),
      without,
    });
    const marks = view?.legend ?? (usesLikeliest(film) ? usual.likeliest : usual.whole);
    if (legendBox.firstChild !== marks) legendBox.replaceChildren(marks);
    put(handleBox, { hidden: without.includes("means") });
    const means = mixture.map(({ mean }) => mean);
    handles.update({
      geometry,
      means,
      badges,
      held: now.part === "mean" ? now.held : null,
      picked,
      digits,
      names: look.handles,
    });
    const shaped = now.shapes && !look.mixture && ![...without].some((mark) => HELD.includes(mark));
    shapes.update({
      ...{ geometry, badges, colours, digits, glide },
      mixture: shaped ? mixture : [],
    });
    tools.update({ now, film, geometry, digits });
    say(hint, picked === null ? shapes.hint : words.picked(picked, look.handles));
    names.update(now.columns, now.axes);
    put(scales, { hidden: geometry.equal });
    inspect();
  }

  /**
   * Whether this draw is one M-step away from the last, with motion wanted: a hand that scrubs is its own.
   * @param {Snapshot} now
   * @param {Film} film
   * @param {Geometry} geometry
   */
  function steps(now, film, geometry) {
    const from = stepped;
    if (film === from.film && geometry === from.geometry && now.frame === from.frame) return false;
    stepped = { film, geometry, frame: now.frame, at: performance.now() };
    const soon = stepped.at - from.at < GLIDE;
    const one = Math.abs(now.frame - from.frame) === 1 && film === from.film && !soon;
    return one && geometry === from.geometry && now.held === null && layout.moving();
  }

  /** @param {Snapshot} now @param {Film} film */
  function trails(now, film) {
    if (film.short || now.held !== null) return [];
    const frames = Array.from({ length: now.frame + 1 }, (_, f) => film.means(f));
    const [i, j] = now.axes;
    return now.mixture.map((_, k) =>
      frames.map((means) => /** @type {[number, number]} */ ([means[k][i], means[k][j]])),
    );
  }

  function inspect() {
    const { at } = inspector;
    if (!last || at === null || last.look.without?.includes("card")) {
      inspected = null;
      drawCard(scene.threads, scene.note, null);
      return;
    }
    const { now, film, colours, geometry, digits } = last.drawing;
    const wanted = last.look.shares ?? now.shares;
    const seen = now.edited ? null : painter.visible;
    const { shares, formula, otherwise, ask } = known(at, seen, wanted, film.K, now);
    if (ask && inspected !== at) {
      inspected = at;
      store.inspect(at);
    }
    const { spot, here, title, name } = subject(at, last.drawing);
    const where = words.place(here, digits);
    drawCard(scene.threads, scene.note, {
      ...{ at: spot, title, where, shares, formula, otherwise, colours, badges, geometry },
    });
    const told = words.inspected(name, shares, otherwise.join(" "));
    inspector.describe(`${told}; ${where}`);
    tools.describe(`${where}; ${told}`);
  }

  /**
   * What is pointed at: where it is in pixels and in data units, what is asked of it, and its name.
   * @param {At} at
   * @param {Drawing} drawing
   */
  function subject(at, { now, film, geometry }) {
    if (typeof at !== "number") {
      const spot = { x: geometry.x(at[0]), y: geometry.y(at[1]) };
      return { spot, here: at, title: words.QUESTION_HERE, name: words.INSPECT.here };
    }
    const { xs, ys } = scene.places;
    const spot = { x: xs[at], y: ys[at] };
    const { values, d } = now.points ?? { values: [], d: 0 };
    /** @type {[number, number]} */
    const here = [values[at * d + now.axes[0]], values[at * d + now.axes[1]]];
    const weight = now.weights?.[at];
    const name = words.inspectedRow(at, film, weight);
    return { spot, here, title: words.question(film, weight), name };
  }

  /** @param {number} x @param {number} y @returns {[number, number] | null} */
  function toData(x, y) {
    const { geometry } = layout;
    if (!geometry || x < 0 || x > geometry.width) return null;
    if (y < geometry.top || y > geometry.bottom) return null;
    return [geometry.invertX(x), geometry.invertY(y)];
  }

  /**
   * The rows that a component has closed in on: not those of one that is only kept wide.
   * @param {Film} film
   */
  function closedIn({ narrowing }) {
    return narrowing && (narrowing.collapsed || narrowing.law > 0) ? narrowing.rows : [];
  }

  /**
   * A tap beside the means: the second one of tap and tap, or the view's own.
   * @param {number} x
   * @param {number} y
   */
  function tap(x, y) {
    const { geometry } = layout;
    if (!geometry) return false;
    if (shapes.tap(x, y)) return true;
    if (picked === null) return tools.tool !== null || (view?.tap?.(x, y) ?? false);
    const k = picked;
    picked = null;
    store.hold(k, [geometry.invertX(x), geometry.invertY(y)], last?.look.seeds);
    store.drop();
    redraw();
    return true;
  }

  return {
    node,
    plot,
    notice,
    tools,
    lay,
    draw,
    /** The component that waits for the destination of its mean, or of its rim. */
    get picked() {
      return picked ?? shapes.picked;
    },
    /** Whether the points show whose they are. */
    get coloured() {
      return painter.visible !== null;
    },
    /** @param {View} next */
    host(next) {
      view = next;
      scene.host(next.under, next.over, next.ground);
    },
    /** @param {string} text  what is on its way, or nothing */
    wait(text) {
      say(coming, text);
      put(legendBox, { hidden: text !== "" });
    },
    /** Escape: true when there was something to call off. */
    escape() {
      if (tools.callOff()) return true;
      const open = picked !== null || shapes.hint !== "" || inspector.at !== null;
      picked = null;
      shapes.forget();
      inspector.close();
      return open || tools.close();
    },
    destroy() {
      handles.destroy();
      shapes.destroy();
      tools.destroy();
    },
  };
}
