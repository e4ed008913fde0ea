// @ts-check
// Basins: under the points, where EM leads from every place where one mean could start.
import { createChoice } from "../choice.js";
import { textOn } from "../colour.js";
import { html, write } from "../dom.js";
import { fills } from "../fills.js";
import { createMap } from "../map.js";
import { createMapLegend } from "../maplegend.js";
import { createRanking } from "../ranking.js";
import { say } from "../story.js";
import { outlines, seedsOf } from "../thumbnail.js";
import { BASINS, behind, counted, optimum, part, summary, VIEWS } from "../words/index.js";

/** @typedef {import("../picture.js").Picture} Picture */
/** @typedef {import("./index.js").Drawing} Drawing */
/** @typedef {{best: boolean, share: number}} Place */

/** Smaller basins than this share of the map are not labelled on it. */
const LABELLED = 0.025;

/** @type {import("./index.js").ViewKind} */
export const basins = {
  name: "basins",
  label: VIEWS.basins,
  about: VIEWS.basinsAbout,
  pictured: true,
  create({ store }) {
    const map = createMap();
    const sentence = html("p", { class: "finding" });
    const rough = html("p", { class: "rough", hidden: true });
    const choice = createChoice(BASINS.choice, "component", (k) => store.setComponent(Number(k)));
    const ranking = createRanking(BASINS.optima, load);
    const legend = createMapLegend();
    /** @type {Drawing | null} */
    let last = null;
    /** What was shown last, with what it depends on. @type {{picture: Picture, of: unknown[]} | null} */
    let kept = null;

    /** @type {unknown[]} */
    let listed = [];

    /** @param {Drawing} drawing */
    function pictureOf({ now, film }) {
      const of = [film.K, now.points?.values, ...now.axes];
      const mine = now.picture?.header.component === now.component ? now.picture : null;
      if (mine) kept = { picture: mine, of };
      else if (kept && !of.every((value, i) => value === kept?.of[i])) kept = null;
      return { picture: kept?.picture ?? null, fresh: mine !== null };
    }

    /** @param {number} m */
    function load(m) {
      const { now } = last ?? {};
      if (!now || !kept || m >= kept.picture.header.n_iter.length) return;
      const needed = kept.picture.header.n_iter[m] + 1;
      store.load({
        seeds: seedsOf(kept.picture, m),
        covariances: "start",
        max_iter: Math.max(now.options.max_iter, needed),
        cursor: 0,
      });
    }

    return {
      panel: [choice.node, html("div", { class: "found" }, sentence, rough), ranking.node],
      under: map.under,
      over: map.over,
      legend: legend.node,
      update(drawing) {
        last = drawing;
        const { now, film, geometry, colours, scheme } = drawing;
        const k = Math.min(now.component, film.K - 1);
        const { picture, fresh } = pictureOf(drawing);
        const stale = !fresh || (now.held !== null && now.held !== k);
        choice.update(means(colours), String(k));
        write(sentence, fresh && picture ? picture.header.sentence : BASINS.coming);
        say(rough, fresh && picture && !picture.header.final ? BASINS.rough : "");
        const header = picture?.header;
        legend.update(scheme, (header?.lost ?? 0) > 0);
        map.draw(
          picture && {
            labels: picture.section("labels"),
            size: picture.shape("labels")[0],
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
            places: picture && !stale ? landmarks(picture, k, now.axes) : [],
            start: now.held === null ? { at, colour: colours[k], bare: now.cursor > 0 } : null,
          },
          now.mixture.map(({ mean }) => mean),
          geometry,
        );
        const next = [picture, scheme, geometry, fresh];
        if (!next.every((value, i) => value === listed[i])) {
          listed = next;
          ranking.update(picture ? rows(picture, scheme) : [], BASINS.share, geometry);
          if (!fresh) ranking.fade();
        }
        const plain = summary(counted(film), now.names, now.mixture, drawing.digits);
        return {
          title: BASINS.title(k),
          // Before the first step they are only shapes in the way of the map.
          without: now.cursor === 0 ? ["ellipses"] : [],
          summary: fresh ? `${BASINS.summary(header.sentence)} ${plain}` : plain,
        };
      },
      tap(x, y) {
        const { now, film, geometry } = last ?? {};
        const extent = kept?.picture.header.extent;
        if (!now || !film || !geometry || !extent) return false;
        const to = [geometry.invertX(x), geometry.invertY(y)];
        const [left, right, bottom, top] = extent;
        if (to[0] < left || to[0] > right || to[1] < bottom || to[1] > top) return false;
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

/** @param {string[]} colours */
const means = (colours) =>
  colours.map((colour, k) => ({
    value: String(k),
    label: String(k + 1),
    name: BASINS.mean(k),
    colour,
    ink: textOn(colour),
  }));

/**
 * @param {Picture} picture
 * @param {"light" | "dark"} scheme
 * @returns {import("../ranking.js").Row[]}
 */
function rows(picture, scheme) {
  const { log_likelihoods: values, shares, here, lost } = picture.header;
  const tints = fills(shares, scheme);
  const mixtures = outlines(picture);
  /** @type {import("../ranking.js").Row[]} */
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
 * @param {Picture} picture
 * @param {number} k
 * @param {[number, number]} axes
 */
function landmarks(picture, k, [i, j]) {
  const { log_likelihoods: values, shares } = picture.header;
  return values
    .map((/** @type {number} */ value, /** @type {number} */ m) => {
      const place = seedsOf(picture, m)[k];
      const label = m === 0 ? BASINS.best : behind(value, values[0]);
      return { at: [place[i], place[j]], label, best: m === 0, share: shares[m] };
    })
    .filter((/** @type {Place} */ { best, share }) => best || share >= LABELLED)
    .sort(
      (/** @type {Place} */ a, /** @type {Place} */ b) => +b.best - +a.best || b.share - a.share,
    );
}
