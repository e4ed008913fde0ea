// @ts-check
// One view of a widget: its own DOM, its own inspected point; everything else is the store's.
import { drawCard } from "./card.js";
import { mixer, NEUTRAL, PALETTE, solid } from "./colour.js";
import { createControls } from "./controls.js";
import { html, set, write } from "./dom.js";
import { createHandles } from "./drag.js";
import { createInspector } from "./inspect.js";
import { legend } from "./legend.js";
import { MOST_BLENDED } from "./only.js";
import { createPanel } from "./panel.js";
import { sizesOf } from "./points.js";
import { extent, geometry } from "./scale.js";
import { createScene } from "./scene.js";
import { spread, within } from "./spread.js";
import { createStory, say } from "./story.js";
import { hostScheme, watchHost } from "./theme.js";
import * as words from "./words.js";
import { createWorkBar } from "./workbar.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Snapshot} Snapshot */
/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("./film.js").Shares} Shares */
/** @typedef {import("./scale.js").Geometry} Geometry */
/** @typedef {import("./colour.js").Colour} Colour */

const FALLBACK_WIDTH = 560;
const STILL = "(prefers-reduced-motion: reduce)";

/**
 * @param {HTMLElement} host
 * @param {Store} store
 * @returns {() => void} remove the view
 */
export function createView(host, store) {
  const page = host.ownerDocument;
  const story = createStory();
  const plot = html("div", { class: "plot" });
  const handleBox = html("div", { class: "handles", role: "group", "aria-label": words.MEANS });
  const hint = html("p", { class: "hint", hidden: true });
  const axisName = { x: html("span", { class: "x-name" }), y: html("span", { class: "y-name" }) };
  const scales = html("span", { class: "scales", hidden: true }, words.SCALES);
  const title = html("h3");
  const notice = html("p", { class: "notice", hidden: true });
  const alarm = html("p", { class: "alarm", role: "alert", hidden: true });
  const panel = createPanel({
    jump: (iteration) => store.goTo(2 * iteration),
    choose: (k) => {
      only = k;
      draw();
    },
  });
  const controls = createControls(store);
  const workBar = createWorkBar(() => store.stop());
  controls.node.prepend(workBar.node);
  const scene = createScene(plot);
  const inspector = createInspector(plot, {
    onChange: () => drawInspected(),
    onTap: placePicked,
  });
  const handles = createHandles(handleBox, {
    hold: store.hold,
    drop: store.drop,
    cancel: store.cancel,
    pick: (k) => {
      if (picked === k) return;
      picked = k;
      draw();
    },
  });
  plot.append(inspector.input, handleBox, hint, notice);
  const root = html(
    "section",
    { class: "gmm", "aria-label": words.REGION },
    html(
      "div",
      { class: "frame" },
      html("div", { class: "head" }, title, html("div", { class: "told" }, story.node), alarm),
      html(
        "div",
        { class: "figure" },
        html("div", { class: "above" }, axisName.y, legend()),
        plot,
        html("div", { class: "below" }, scales, axisName.x),
      ),
      controls.node,
      panel.node,
    ),
  );
  host.append(root);

  /** @type {number | null} the mean that was tapped and waits for its destination */
  let picked = null;
  /** @type {number | null} the component that alone colours the points */
  let only = null;
  /** @type {Geometry | null} */
  let layout = null;
  /** @type {unknown[]} */
  let laidOut = [];
  /** @type {unknown[]} */
  let painted = [];
  /** @type {{film: Film | null, shape: Geometry | null, frame: number}} */
  let stepped = { film: null, shape: null, frame: 0 };
  /** @type {Shares | null} the responsibilities that the points show now */
  let visible = null;
  /** @type {Snapshot} */
  let now = store.snapshot();
  /** @type {ReturnType<typeof spread>} */
  let badges = [];
  /** @type {string[]} */
  let colours = [];

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (picked !== null || inspector.row !== null) event.stopPropagation();
      picked = null;
      inspector.close();
      draw();
      return;
    }
    // Notebooks take plain keys for commands: an arrow changes the cell, "m" removes the widget.
    const command = event.ctrlKey || event.metaKey || (event.shiftKey && event.key === "Enter");
    if (!command && event.key !== "Tab") event.stopPropagation();
  });

  function draw() {
    now = store.snapshot();
    const { film, points, mixture } = now;
    const scheme = now.theme === "auto" ? hostScheme(page) : now.theme;
    set(root, {
      "data-scheme": scheme,
      "data-cursor": now.cursor,
      "data-busy": now.busy ? "true" : "false",
      "data-status": film?.status,
      "data-held": now.held,
    });
    say(alarm, now.error);
    say(notice, now.waiting ? words.WAITING : "");
    workBar.update(now.work);
    const working = now.work?.what;
    if (!film || !points || points.n !== film.n) {
      write(title, words.title(now.wished));
      const sentence = { lead: now.error ? "" : words.LOADING, body: "", next: "" };
      story.tell(sentence, false, false, working);
      return;
    }
    colours = PALETTE[scheme].slice(0, film.K);
    const shape = lay(points, film);
    if (picked !== null && picked >= film.K) picked = null;
    if (film.K <= MOST_BLENDED || (only ?? 0) >= film.K) only = null;
    const digits = words.tableDigits([shape.xDomain, shape.yDomain], shape.equal);
    badges = spread(
      mixture.map(({ mean }) => within(shape, shape.x(mean[0]), shape.y(mean[1]))),
      now.held,
    );
    paint(film, scheme);
    const atEnd = now.cursor === film.last && !film.short;
    write(title, words.title(film.K));
    const sentence = now.held === null ? film.sentence(now.cursor) : words.moving(now.held);
    const ill = ["collapsed", "empty", "degenerate"].includes(film.status);
    // A slider says its own value: two voices would be too many.
    const scrubbing = controls.timeline.matches(":focus");
    const quiet = now.playing || scrubbing || now.held !== null;
    story.tell(sentence, quiet, atEnd && ill, working);
    scene.draw({
      geometry: shape,
      mixture,
      badges,
      colours,
      ghost: now.ghost,
      trails: trails(film),
      collapsed: atEnd && film.status === "collapsed" ? film.point : null,
      glide: steps(film, shape),
      summary: words.summary(words.counted(film), now.names, mixture, digits),
    });
    handles.update({
      geometry: shape,
      means: mixture.map(({ mean }) => mean),
      badges,
      held: now.held,
      picked,
      digits,
    });
    say(hint, picked === null ? "" : words.picked(picked));
    set(root, { "data-picked": picked });
    write(axisName.x, now.names[0]);
    write(axisName.y, now.names[1]);
    scales.hidden = shape.equal;
    const width = root.clientWidth || FALLBACK_WIDTH;
    controls.update(
      {
        cursor: now.cursor,
        reach: film.last,
        last: 2 * film.T,
        components: now.wished,
        points: film.n,
        playing: now.playing,
        held: now.held !== null,
      },
      controls.node.querySelector(".time")?.clientWidth || width,
    );
    panel.update(film, {
      cursor: now.cursor,
      mixture,
      known: now.held === null || film.short,
      colours,
      only,
      digits,
      units: [shape.sx, shape.sy],
      width: panel.node.clientWidth || 292,
    });
    drawInspected();
  }

  /**
   * The plot's geometry, made anew only when the data, the axes or the width change.
   * @param {NonNullable<Snapshot["points"]>} points
   * @param {Film} film
   */
  function lay(points, film) {
    const width = Math.round(plot.clientWidth) || layout?.width || FALLBACK_WIDTH;
    const next = [
      points.values,
      now.axes[0],
      now.axes[1],
      width,
      page.defaultView?.devicePixelRatio,
      now.weights,
    ];
    if (layout && next.every((value, i) => value === laidOut[i])) return layout;
    laidOut = next;
    const [i, j] = now.axes;
    const { values, n, d } = points;
    layout = geometry(width, extent(values, i, d), extent(values, j, d));
    const weights = now.weights?.length === n ? now.weights : null;
    const sizes = weights && sizesOf(weights, film.total / n);
    scene.placePoints(values, n, d, now.axes, layout, sizes);
    inspector.place(scene.places.xs, scene.places.ys);
    painted = [];
    return layout;
  }

  /**
   * @param {Film} film
   * @param {"light" | "dark"} scheme
   */
  function paint(film, scheme) {
    const { shares } = now;
    if (shares === "none") visible = null;
    else if (shares !== "unknown") visible = shares;
    if (visible && visible.values.length !== film.n * film.K) visible = null;
    const next = [visible?.values, scheme, film.K, only];
    if (painted.length && next.every((value, i) => value === painted[i])) return;
    painted = next;
    const neutral = solid(NEUTRAL[scheme]);
    const mix = mixer(
      colours.map((colour, k) => (only === null || only === k ? colour : NEUTRAL[scheme])),
    );
    const { K } = film;
    /** @type {Colour[]} */
    const fills = new Array(film.n);
    for (let i = 0; i < film.n; i++) {
      fills[i] = visible ? mix(visible.values, i * K, visible.whole) : neutral;
    }
    scene.paintPoints(fills);
    root.classList.toggle("unseen", !visible);
  }

  /**
   * Whether this draw is one M-step away from the last, with motion wanted.
   * @param {Film} film
   * @param {Geometry} shape
   */
  function steps(film, shape) {
    const from = stepped;
    stepped = { film, shape, frame: now.frame };
    const one = Math.abs(now.frame - from.frame) === 1 && film === from.film;
    return (
      one &&
      shape === from.shape &&
      now.held === null &&
      !page.defaultView?.matchMedia?.(STILL).matches
    );
  }

  /** @param {Film} film */
  function trails(film) {
    if (film.short || now.held !== null) return [];
    const frames = Array.from({ length: now.frame + 1 }, (_, f) => film.means(f));
    const [i, j] = now.axes;
    return now.mixture.map((_, k) =>
      frames.map((means) => /** @type {[number, number]} */ ([means[k][i], means[k][j]])),
    );
  }

  function drawInspected() {
    const { film } = now;
    const { row } = inspector;
    if (!layout || !film || row === null) {
      drawCard(scene.threads, scene.note, null);
      return;
    }
    const { xs, ys } = scene.places;
    const { K } = film;
    const seen = visible;
    const shares =
      seen && now.shares !== "unknown"
        ? Array.from({ length: K }, (_, k) => seen.values[row * K + k] / seen.whole)
        : null;
    const otherwise = now.shares === "unknown" ? words.INSPECT.late : words.INSPECT.nobody;
    drawCard(scene.threads, scene.note, {
      at: { x: xs[row], y: ys[row] },
      title: words.question(film, now.weights?.[row]),
      shares,
      otherwise,
      colours,
      badges,
      geometry: layout,
    });
    const name = words.inspectedRow(row, film, now.weights?.[row]);
    inspector.describe(words.inspected(name, shares, otherwise.join(" ")));
  }

  /**
   * The second tap of tap and tap.
   * @param {number} x
   * @param {number} y
   */
  function placePicked(x, y) {
    if (picked === null || !layout) return false;
    const k = picked;
    picked = null;
    store.hold(k, [layout.invertX(x), layout.invertY(y)]);
    store.drop();
    draw();
    return true;
  }

  const unsubscribe = store.subscribe(draw);
  const unwatch = watchHost(page, draw);
  const resized = new ResizeObserver(() => {
    if (plot.clientWidth && Math.round(plot.clientWidth) !== laidOut[3]) draw();
  });
  resized.observe(plot);
  draw();

  return () => {
    unsubscribe();
    unwatch();
    resized.disconnect();
    handles.destroy();
    root.remove();
  };
}
