// @ts-check
// Restarts: the optima that many random starts lead to, and how often.
import { createChanges, html, keep, px, set, svg } from "../../dom/index.js";
import { legendOf } from "../../plot/index.js";
import { coming, optimum, RESTARTS, VIEWS } from "../../words/index.js";
import { createPreview } from "./preview.js";
import { createRanking } from "./ranking.js";
import { createStrip } from "./strip.js";
import { outlines, seedsOf } from "./thumbnail.js";

/** @import { Drawing, Geometry, ViewData, ViewKind } from "../../types.js" */
/** @import { Row } from "./ranking.js" */
/** @import { Outline } from "./thumbnail.js" */

/** Radii of the end of no start, and of how much more that of all. */
const [LEAST, WIDTH] = [2.5, 9];

/** @type {ViewKind} */
export const restarts = {
  name: "restarts",
  label: VIEWS.restarts,
  about: VIEWS.restartsAbout,
  hasData: true,
  create({ store, redraw }) {
    const strip = createStrip(load);
    const ranking = createRanking(RESTARTS.optima, load, (m) => {
      pointed = m;
      redraw();
    });
    const preview = createPreview();
    const ends = svg("g", { class: "ends" });
    /** The optimum that is pointed at. @type {number | null} */
    let pointed = null;
    const caption = html("p", { class: "label between" }, html("span", {}, RESTARTS.strip));
    caption.append(html("span", {}, RESTARTS.axis));
    const figure = html("div", { class: "strips" }, caption, strip.node);
    /** @type {Drawing | null} */
    let last = null;
    const changed = createChanges();

    /** @param {number} m */
    function load(m) {
      const { viewData, options } = last?.now ?? {};
      if (!viewData || !options || m >= viewData.header.n_iter.length) return;
      const max_iter = Math.max(options.max_iter, viewData.header.n_iter[m] + 1);
      const seeds = seedsOf(viewData, m);
      store.load({ seeds, covariances: "default", max_iter, cursor: 0 });
    }

    return {
      panel: [figure, ranking.node],
      over: svg("g", {}, ends, preview.node),
      legend: legendOf(
        [
          RESTARTS.legendEnds,
          ...[3, 9, 18].map((cx, i) =>
            svg("circle", { class: "legend-end", cx, cy: 7, r: [2, 3, 5][i] }),
          ),
        ],
        [
          RESTARTS.legendShown,
          svg("ellipse", { class: "legend-shown", cx: 12, cy: 7, rx: 11, ry: 6 }),
        ],
      ),
      update(drawing) {
        last = drawing;
        const { now, geometry, panelWidth } = drawing;
        const { viewData } = now;
        figure.classList.toggle("stale", !viewData);
        if (!viewData) ranking.fade();
        if (changed(viewData, geometry, panelWidth) && viewData) {
          const { log_likelihoods: values, counts, here } = viewData.header;
          strip.update({ values, counts, here }, RESTARTS.summary(counts, values), panelWidth);
          ranking.update(rows(viewData), RESTARTS.share, geometry);
        }
        const mixtures = viewData && !now.owed ? outlines(viewData) : [];
        preview.draw(mixtures[pointed ?? 0] ?? [], geometry);
        drawEnds(ends, mixtures, viewData?.header, geometry);
        return {
          title: RESTARTS.title,
          sentence: viewData ? viewData.header.sentence : coming(RESTARTS.coming, now),
          passing: now.work !== null,
          without: ["trails", "ellipses"],
        };
      },
      destroy() {},
    };
  },
};

/**
 * Where the means of the optima are: the more starts led there, the larger; the best over the others.
 * @param {Element} node
 * @param {Outline[][]} mixtures  the best first
 * @param {{counts: number[], n_init: number} | undefined} found
 * @param {Geometry} geometry
 */
function drawEnds(node, mixtures, found, { x, y }) {
  const places = mixtures
    .flatMap((mixture, m) => mixture.map(({ mean }) => ({ mean, m })))
    .reverse();
  keep(node, places.length, () => svg("circle")).forEach((circle, i) => {
    const { mean, m } = places[i];
    const share = (found?.counts[m] ?? 0) / (found?.n_init || 1);
    const r = px(LEAST + WIDTH * Math.sqrt(share));
    set(circle, { cx: px(x(mean[0])), cy: px(y(mean[1])), r, "data-best": m === 0 });
  });
}

/** @param {ViewData} viewData @returns {Row[]} */
function rows(viewData) {
  const { log_likelihoods: values, counts, here, n_init, n_lost } = viewData.header;
  /** @type {Row[]} */
  const found = outlines(viewData).map((mixture, m) => {
    const { main, note, heard } = optimum(m, values, m === here);
    const side = RESTARTS.often(counts[m], n_init);
    return {
      key: String(m + 1),
      main,
      note,
      side,
      name: heard(side),
      current: m === here,
      mixture,
    };
  });
  if (!n_lost) return found;
  const side = RESTARTS.often(n_lost, n_init);
  return [
    ...found,
    {
      ...{ key: "", main: RESTARTS.lost, note: RESTARTS.lostNote, side, lost: true },
      ...{ name: `${RESTARTS.lost}: ${side}`, current: false },
    },
  ];
}
