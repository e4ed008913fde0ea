// @ts-check
// EM: the fit itself. Its panel holds the log-likelihood, the components and the undecided points.
import { createPanel, MOST_BLENDED } from "../panel/index.js";
import { VIEWS } from "../words/index.js";

/** @import { ViewKind } from "./index.js" */

/** @type {ViewKind} */
export const em = {
  name: "em",
  label: VIEWS.em,
  hasData: false,
  create({ store, redraw }) {
    /** @type {number | null} the component that alone colours the points */
    let only = null;
    const panel = createPanel({
      jump: (iteration) => store.goTo(2 * iteration),
      choose(k) {
        only = k;
        redraw();
      },
    });
    return {
      panel: panel.nodes,
      update({ now, film, geometry, colours, digits, panelWidth, beside }) {
        if (film.K <= MOST_BLENDED || (only ?? 0) >= film.K) only = null;
        panel.update(film, {
          cursor: now.cursor,
          mixture: now.mixture,
          known: now.owed !== "late" && (now.held === null || film.short),
          colours,
          only,
          digits,
          units: [geometry.sx, geometry.sy],
          width: panelWidth,
          beside,
        });
        return { only };
      },
      destroy: panel.destroy,
    };
  },
};
