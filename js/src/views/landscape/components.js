// @ts-check
// How many components? A criterion by their number and by covariance type.
import { createChanges, createChoice, html, svg } from "../../dom/index.js";
import { LIMITS } from "../../kernel/index.js";
import { legendOf, points } from "../../plot/index.js";
import { fromMatrix } from "../../state/index.js";
import {
  CRITERIA,
  coming,
  criteriaSummary,
  howMany,
  LEGEND,
  RANKING,
  shapeName,
  VIEWS,
} from "../../words/index.js";
import { createCriteria, MARKS } from "./criteria.js";
import { createPreview } from "./preview.js";
import { createRanking } from "./ranking.js";

/** @import { Drawing, Look, ViewKind } from "../../types.js" */
/** @import { Fitted } from "./criteria.js" */
/** @import { Row } from "./ranking.js" */
/** @import { Outline } from "./thumbnail.js" */

/**
 * @typedef {Fitted & {seeds: number[][] | null, n_iter: number, means: [number, number][] | null,
 *   covariances: number[][][] | null}} Loadable
 */

/** Beyond the end of any fit: Python stops there. */
const END = 1_000_000;

/** @type {ViewKind} */
export const components = {
  name: "components",
  label: VIEWS.components,
  about: VIEWS.componentsAbout,
  hasData: true,
  create({ store, redraw }) {
    let criterion = "bic";
    const preview = createPreview();
    /** The row that is pointed at. @type {Loadable | null} */
    let pointed = null;
    /** @param {Loadable | null} row */
    const point = (row) => {
      if (row === pointed) return;
      pointed = row;
      redraw();
    };
    const choice = createChoice(CRITERIA.choice, "criterion", (chosen) => {
      criterion = chosen;
      redraw();
    });
    choice.node.classList.add("segments");
    const chart = createCriteria(
      (index) => load(rows[index]),
      (index) => point(index === null ? null : rows[index]),
    );
    const key = html("p", { class: "key-of-types" });
    const ranking = createRanking(
      CRITERIA.list,
      (place) => load(order[place]),
      (place) => point(place === null ? null : order[place]),
    );
    const figure = html("div", { class: "figures" }, choice.node, chart.node, key);
    /** @type {Drawing | null} */
    let last = null;
    /** @type {Loadable[]} as Python has them */
    let rows = [];
    /** @type {Loadable[]} best first */
    let order = [];
    const changed = createChanges();

    key.append(...Object.keys(MARKS).map(typeKey), html("span", {}, CRITERIA.hollow));

    /** @param {Loadable | undefined} row */
    function load(row) {
      const { viewData, options } = last?.now ?? {};
      if (!viewData || !options || !row?.seeds) return;
      store.load({
        n_components: row.n_components,
        covariance_type: row.covariance_type,
        seeds: row.seeds,
        covariances: "default",
        max_iter: Math.max(options.max_iter, row.n_iter),
        cursor: END,
      });
    }

    return {
      panel: [figure, ranking.node],
      over: preview.node,
      legend: legendOf(
        [LEGEND.points, ...points()],
        [
          CRITERIA.legendShown,
          svg("ellipse", { class: "legend-shown", cx: 12, cy: 7, rx: 11, ry: 6 }),
        ],
      ),
      update(drawing) {
        last = drawing;
        const { now, film, geometry, panelWidth } = drawing;
        const { viewData } = now;
        const header = viewData?.header;
        const { covariance_type: type } = now.options;
        choice.update(
          CRITERIA.each.map(([value, label, name]) => ({ value, label, name })),
          criterion,
        );
        figure.classList.toggle("stale", !header);
        if (!header) ranking.fade();
        else ranking.hold(!header.final && now.work !== null);
        if (!changed(viewData, criterion, panelWidth, film.K, type) || !header) return told();
        rows = header.rows.map((/** @type {any} */ row) => ({ ...row, value: row[criterion] }));
        const present = (/** @type {Fitted} */ row) =>
          row.n_components === film.K && row.covariance_type === type;
        const best = header.best[criterion];
        const most = Math.max(
          Math.min(LIMITS.components, film.n),
          ...rows.map((row) => row.n_components),
        );
        chart.update(rows, most, best, present, criteriaSummary(rows, best, criterion), panelWidth);
        order = rows.filter(({ value }) => value !== null);
        order.sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
        ranking.update(
          order.map((row) => described(row, present(row), criterion)),
          criterion.toUpperCase(),
          geometry,
        );
        ranking.hold(!header.final && now.work !== null);
        return told();

        /** The headline, and the mixture that it speaks of or that is pointed at. @returns {Look} */
        function told() {
          const row = pointed ?? rows[header?.best[criterion]];
          preview.draw(header && !now.owed ? mixtureOf(row) : [], geometry);
          return {
            title: CRITERIA.title,
            sentence: header ? header.sentence : coming(CRITERIA.coming, now),
            passing: now.work !== null,
            without: ["trails", "ellipses"],
          };
        }
      },
      destroy() {},
    };
  },
};

/** @param {Loadable | undefined} row @returns {Outline[]} */
const mixtureOf = (row) =>
  (row?.means ?? []).map((mean, k) => ({
    mean,
    covariance: fromMatrix(
      row?.covariances?.[k] ?? [
        [0, 0],
        [0, 0],
      ],
    ),
  }));

/** @param {Fitted} row @param {boolean} current @param {string} criterion @returns {Row} */
function described(
  { n_components: K, covariance_type: type, value, n_lost, n_fits },
  current,
  criterion,
) {
  const lost = n_lost ? CRITERIA.lost(n_lost, n_fits) : "";
  const note = [shapeName(type), lost, current ? CRITERIA.present : ""].filter(Boolean).join(" · ");
  const score = CRITERIA.score(value ?? 0);
  return {
    ...{ key: "", mark: MARKS[type], type, main: `${K} ${type}`, note, side: score, current },
    name: `${howMany(K, type)}, ${note}: ${criterion.toUpperCase()} ${score}. ${RANKING.load}`,
  };
}

/** @param {string} type */
const typeKey = (type) =>
  html(
    "span",
    {},
    svg(
      "svg",
      { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" },
      svg("path", { class: "fit-mark", "data-type": type, d: MARKS[type] }),
    ),
    type,
  );
