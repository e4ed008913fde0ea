// @ts-check
// Basins: below the points, where EM ends up from every place where one mean could start.
import { createChanges, createChoice, svg } from "../../dom/index.js";
import { extent, textOn } from "../../geometry/index.js";
import { LIMITS } from "../../kernel/index.js";
import {
  BASINS,
  behind,
  coming,
  counted,
  optimum,
  part,
  summary,
  VIEWS,
} from "../../words/index.js";
import { createMap } from "./map.js";
import { createMapLegend } from "./maplegend.js";
import { createRanking } from "./ranking.js";
import { outlines, seedsOf } from "./thumbnail.js";
import { fills } from "./tints.js";
import { createWay } from "./way.js";

/** @import { Drawing, ViewData, Snapshot, ViewKind } from "../../types.js" */
/** @import { Row } from "./ranking.js" */

/** @typedef {{best: boolean, share: number}} Place */

/** Smaller basins than this share of the map are not labelled on it. */
const LABELLED = 0.025;

/** @type {ViewKind} */
export const basins = {
  name: "basins",
  label: VIEWS.basins,
  about: VIEWS.basinsAbout,
  hasData: true,
  create({ store, redraw }) {
    const map = createMap();
    const way = createWay();
    const choice = createChoice(BASINS.choice, "component", (k) => store.setComponent(Number(k)));
    const ranking = createRanking(BASINS.optima, load);
    const legend = createMapLegend();
    /** @type {Drawing | null} */
    let last = null;
    /** What was shown last, with what it depends on. @type {{viewData: ViewData, of: unknown[]} | null} */
    let kept = null;

    /** Whether a place of the map is pointed at. */
    let pointed = false;
    const changed = createChanges();

    /** @param {Snapshot} now */
    function pictureOf(now) {
      const of = [now.film?.K, now.points?.values, ...now.axes];
      const mine = now.viewData?.header.component === now.component ? now.viewData : null;
      if (mine) kept = { viewData: mine, of };
      else if (kept && !of.every((value, i) => value === kept?.of[i])) kept = null;
      return { viewData: kept?.viewData ?? null, fresh: mine !== null };
    }

    /** @param {[number, number]} place */
    function onMap([x, y]) {
      const [left, right, bottom, top] = kept?.viewData.header.extent ?? [1, 0, 1, 0];
      return x >= left && x <= right && y >= bottom && y <= top;
    }

    /** @param {number} m */
    function load(m) {
      const { now } = last ?? {};
      if (!now || !kept || m >= kept.viewData.header.n_iter.length) return;
      const needed = kept.viewData.header.n_iter[m] + 1;
      store.load({
        seeds: seedsOf(kept.viewData, m),
        covariances: "start",
        max_iter: Math.max(now.options.max_iter, needed),
        cursor: 0,
      });
    }

    return {
      panel: [choice.node, ranking.node],
      under: map.under,
      over: svg("g", {}, way.node, map.over),
      legend: legend.node,
      frame(now) {
        const [left, right, bottom, top] = pictureOf(now).viewData?.header.extent ?? expected(now);
        return [
          [left, right],
          [bottom, top],
        ];
      },
      update(drawing) {
        last = drawing;
        const { now, film, geometry, colours, scheme } = drawing;
        const k = Math.min(now.component, film.K - 1);
        const { viewData, fresh } = pictureOf(now);
        const stale = !fresh || (now.held !== null && now.held !== k);
        choice.update(means(colours), String(k));
        const header = viewData?.header;
        legend.update(scheme, (header?.lost ?? 0) > 0);
        map.draw(
          viewData && {
            labels: viewData.section("labels"),
            size: viewData.shape("labels")[0],
            extent: header.extent,
            fills: fills(header.shares, scheme),
          },
          geometry,
          stale,
        );
        const [i, j] = now.axes;
        const first = film.means(0)[k];
        /** @type {[number, number]} */
        const at = now.cursor === 0 ? now.mixture[k].mean : [first[i], first[j]];
        map.mark(
          {
            places: viewData && !stale ? landmarks(viewData, k, now.axes) : [],
            start: now.held === null ? { at, colour: colours[k], bare: now.cursor > 0 } : null,
          },
          now.mixture.map(({ mean }) => mean),
          geometry,
        );
        const path = stale || !pointed || now.path?.component !== k ? null : now.path;
        way.draw(path, path ? BASINS.ends(path) : "", colours, geometry);
        if (changed(viewData, scheme, geometry, fresh)) {
          ranking.update(viewData ? rows(viewData, scheme) : [], BASINS.share, geometry);
          if (!fresh) ranking.fade();
        }
        const plain = summary(counted(film), now.names, now.mixture, drawing.digits);
        return {
          title: BASINS.title(k),
          sentence: fresh ? header.sentence : coming(BASINS.coming, now),
          passing: now.work !== null,
          // Before the first step ellipses are only in the way of the map, and so are they of a way from elsewhere.
          without: now.cursor === 0 || path ? ["ellipses", "trails", "card"] : ["card"],
          summary: fresh ? `${BASINS.summary(header.sentence.lead)} ${plain}` : plain,
        };
      },
      point(at) {
        const inside = at !== null && onMap(at);
        if (!inside && !pointed) return;
        pointed = inside;
        store.inspect(inside ? at : null);
        if (!inside) redraw();
      },
      tap(x, y) {
        const { now, film, geometry } = last ?? {};
        if (!now || !film || !geometry) return false;
        /** @type {[number, number]} */
        const to = [geometry.invertX(x), geometry.invertY(y)];
        if (!onMap(to)) return false;
        const seeds = film.means(0);
        now.axes.forEach((column, axis) => {
          seeds[now.component][column] = to[axis];
        });
        // The map is of this start, whatever shapes it has.
        store.load({ seeds, covariances: "start", cursor: 0 });
        return true;
      },
      destroy() {},
    };
  },
};

/** The extent of the map to come, about: all points and a little more. @param {Snapshot} now */
function expected({ points, axes }) {
  return axes.flatMap((axis) => {
    const [low, high] = extent(points?.values ?? [], axis, points?.d);
    return [low - LIMITS.basinMargin * (high - low), high + LIMITS.basinMargin * (high - low)];
  });
}

/** @param {string[]} colours */
const means = (colours) =>
  colours.map((colour, k) => ({
    value: String(k),
    label: String(k + 1),
    name: BASINS.mean(k),
    colour,
    ink: textOn(colour),
  }));

/** @param {ViewData} viewData @param {"light" | "dark"} scheme @returns {Row[]} */
function rows(viewData, scheme) {
  const { log_likelihoods: values, shares, here, lost } = viewData.header;
  const tints = fills(shares, scheme);
  const mixtures = outlines(viewData);
  /** @type {Row[]} */
  const found = mixtures.map((mixture, m) => {
    const { main, note, heard } = optimum(m, values, m === here);
    return {
      ...{ key: String(m + 1), fill: tints[m], main, note, mixture },
      ...{ side: part(shares[m]), name: heard(BASINS.onMap(shares[m])), current: m === here },
    };
  });
  if (!lost) return found;
  return [
    ...found,
    {
      ...{ key: "", main: BASINS.lost, note: BASINS.lostNote, side: part(lost), lost: true },
      ...{ name: BASINS.lostOnMap(lost), current: here === null },
    },
  ];
}

/**
 * Where the larger basins are, and the best.
 * @param {ViewData} viewData
 * @param {number} k
 * @param {[number, number]} axes
 */
function landmarks(viewData, k, [i, j]) {
  const { log_likelihoods: values, shares } = viewData.header;
  return values
    .map((/** @type {number} */ value, /** @type {number} */ m) => {
      const place = seedsOf(viewData, m)[k];
      const label = m === 0 ? BASINS.best : behind(value, values[0]);
      return { at: [place[i], place[j]], label, best: m === 0, share: shares[m] };
    })
    .filter((/** @type {Place} */ { best, share }) => best || share >= LABELLED)
    .sort(
      (/** @type {Place} */ a, /** @type {Place} */ b) => +b.best - +a.best || b.share - a.share,
    );
}
