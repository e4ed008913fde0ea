// @ts-check
// Restarts: the optima that many random starts lead to, and how often.
import { html, write } from "../dom.js";
import { createRanking } from "../ranking.js";
import { say } from "../story.js";
import { createStrip } from "../strip.js";
import { outlines, seedsOf } from "../thumbnail.js";
import { optimum, RESTARTS, VIEWS } from "../words/index.js";

/** @typedef {import("../picture.js").Picture} Picture */
/** @typedef {import("./index.js").Drawing} Drawing */

/** @type {import("./index.js").ViewKind} */
export const restarts = {
  name: "restarts",
  label: VIEWS.restarts,
  about: VIEWS.restartsAbout,
  pictured: true,
  create({ store }) {
    const sentence = html("p", { class: "finding" });
    const early = html("p", { class: "remark", hidden: true });
    const strip = createStrip(load);
    const ranking = createRanking(RESTARTS.optima, load);
    const caption = html("p", { class: "label between" }, html("span", {}, RESTARTS.strip));
    caption.append(html("span", {}, RESTARTS.axis));
    const figure = html("div", { class: "strips" }, caption, strip.node);
    /** @type {Drawing | null} */
    let last = null;
    /** @type {unknown[]} */
    let drawn = [];

    /** @param {number} m */
    function load(m) {
      const { picture, options } = last?.now ?? {};
      if (!picture || !options || m >= picture.header.n_iter.length) return;
      const max_iter = Math.max(options.max_iter, picture.header.n_iter[m] + 1);
      const seeds = seedsOf(picture, m);
      store.load({ seeds, covariances: "default", max_iter, cursor: 0 });
    }

    return {
      panel: [html("div", { class: "found" }, sentence, early), figure, ranking.node],
      update(drawing) {
        last = drawing;
        const { now, film, geometry, panelWidth } = drawing;
        const { picture } = now;
        write(sentence, picture ? picture.header.sentence : RESTARTS.coming);
        const onTheWay = picture?.header.here === null && film.status === "max_iter";
        say(early, onTheWay ? RESTARTS.early : "");
        figure.classList.toggle("stale", !picture);
        if (!picture) ranking.fade();
        const next = [picture, geometry, panelWidth];
        if (picture && !next.every((value, i) => value === drawn[i])) {
          drawn = next;
          const { log_likelihoods: values, counts, here } = picture.header;
          strip.update({ values, counts, here }, RESTARTS.summary(counts, values), panelWidth);
          ranking.update(rows(picture), RESTARTS.share, geometry);
        } else if (!picture) drawn = [];
        return { title: RESTARTS.title };
      },
      destroy() {},
    };
  },
};

/**
 * @param {Picture} picture
 * @returns {import("../ranking.js").Row[]}
 */
function rows(picture) {
  const { log_likelihoods: values, counts, here, n_init, n_lost } = picture.header;
  /** @type {import("../ranking.js").Row[]} */
  const found = outlines(picture).map((mixture, m) => {
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
