// @ts-check
// k-means from the same seeds, on EM's timeline: hard colours, straight borders, circles. Where it has
// converged and EM continues, its last frame stays.

import { remember, svg } from "../../dom/index.js";
import { legendOf, points } from "../../plot/index.js";
import { KMEANS, kmeansSentence } from "../../words/index.js";
import { createPartition } from "./layer.js";
import { createVersus } from "./panel.js";
import { readClusters } from "./run.js";
import { borders } from "./voronoi.js";

/** @import { Drawing, Look, Shown, ViewKind } from "../../types.js" */
/** @import { Clusters } from "./run.js" */

/** @type {ViewKind} */
export const kmeans = {
  name: "k-means",
  label: KMEANS.label,
  hasData: true,
  create({ store, redraw }) {
    let ringed = true;
    const read = remember(readClusters);
    const partition = createPartition();
    const panel = createVersus({
      jump: (iteration) => store.goTo(2 * iteration),
      ring(wanted) {
        ringed = wanted;
        redraw();
      },
    });

    /** The run, unless it belongs to another fit than the film. @param {Drawing} drawing */
    function current({ now: { viewData }, film }) {
      const run = viewData && read(viewData);
      return run?.K === film.K && run.n === film.n ? run : null;
    }

    return {
      panel: panel.nodes,
      over: partition.node,
      legend: legend(),
      /** @returns {Look} */
      update(drawing) {
        const run = current(drawing);
        partition.node.style.display = run ? "" : "none";
        if (!run) return {};
        const { now, film, geometry, colours, digits, panelWidth } = drawing;
        const at = moment(run, drawing);
        const mixture = at.frame
          ? run.circles(at.frame, now.mixture, now.axes)
          : // EM's start, with a mean in the hand where it is held.
            now.mixture.map((own, k) => ({ ...own, covariance: run.circle(0, k) }));
        const means = mixture.map(({ mean }) => mean);
        const split = run.flat && (at.held || at.iteration > 0);
        const rings =
          at.held || !ringed || now.owed ? null : run.elsewhere(Math.ceil(now.cursor / 2));
        partition.update(geometry, colours, {
          borders: split ? borders(means, geometry.xDomain, geometry.yDomain) : [],
          rings,
          values: now.points?.values ?? new Float64Array(0),
          d: now.points?.d ?? film.d,
          axes: now.axes,
          trails: at.held ? [] : run.trails(at.frame, now.axes),
          ghost: at.held && at.known ? run.circles(run.T, now.mixture, now.axes) : [],
        });
        panel.update(run, {
          ...at,
          cursor: at.held ? 1 : now.owed ? 0 : now.cursor,
          most: film.maxIter,
          total: film.total,
          settled: !at.held && !film.short,
          ringed,
          equal: geometry.equal,
          width: panelWidth,
        });
        const { T, converged } = run;
        const changed = at.iteration ? run.changed(at.iteration) : 0;
        const told = { cursor: now.owed ? 0 : now.cursor, last: 2 * film.T, T, converged, changed };
        return {
          title: KMEANS.title(film.K),
          sentence: film.T ? kmeansSentence(told) : undefined,
          moving: now.held === null ? undefined : KMEANS.moving(now.held, at.known),
          steps: KMEANS.steps,
          handles: KMEANS.handles,
          summary: KMEANS.summary(film, now.names, means, digits),
          mixture,
          seeds: at.frame ? run.means(at.frame) : undefined,
          shares: shares(run, at),
          without: ["trails", "ghost", "ring"],
        };
      },
      destroy() {},
    };
  },
};

/** @typedef {{frame: number, iteration: number, held: boolean, known: boolean}} Moment
 *   known: false while the run belongs to another start than the one in the hand */

/**
 * Where the run is when EM is where it is.
 * @param {Clusters} run
 * @param {Drawing} drawing
 * @returns {Moment}
 */
function moment(run, { now, film }) {
  const held = now.held !== null || now.ghost !== null;
  return {
    frame: Math.min(now.frame, run.T),
    iteration: now.owed && !held ? 0 : Math.min(Math.ceil(now.cursor / 2), run.T),
    held,
    known: now.owed !== "late" && (!held || film.short),
  };
}

/** @param {Clusters} run @param {Moment} at @returns {Shown} */
function shares(run, { iteration, held, known }) {
  if (held) return known ? run.shares(1) : "unknown";
  return iteration ? run.shares(iteration) : "none";
}

const legend = () =>
  legendOf(
    [KMEANS.legendPoints, ...points().filter((_, i) => i !== 1)],
    [
      KMEANS.legendCircles,
      svg("circle", { class: "legend-two", cx: 12, cy: 7, r: 6 }),
      svg("circle", { class: "legend-one", cx: 12, cy: 7, r: 3 }),
    ],
    [KMEANS.legendBorders, svg("path", { class: "border", d: "M0 7H24" })],
  );
