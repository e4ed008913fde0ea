// @ts-check
// The mixture's density over EM's plot: contours, the places where points would be undecided, and the
// marginals along the plot's edges.
import { html, keep, px, remember, set, svg, write } from "../../dom/index.js";
import { legendOf, MOST_CIRCLES } from "../../plot/index.js";
import { counted, DENSITY, summary, undecided } from "../../words/index.js";
import { em } from "../em.js";
import { readRelief } from "./relief.js";
import { createShade } from "./shade.js";

/** @import { Drawing, Look, ViewKind } from "../../types.js" */
/** @import { Relief } from "./relief.js" */

/** @type {ViewKind} */
export const density = {
  name: "density",
  label: DENSITY.label,
  hasData: true,
  create(tools) {
    const plain = em.create(tools);
    const box = html("input", { type: "checkbox", checked: true });
    // The table of components is EM's: here they are less than their sum.
    const [fit, ...rest] = plain.panel.filter((node) => !node.matches(".components"));
    const [fills, hills, casing, lines, labels] = [
      "fills",
      "hills",
      "lines casing",
      "lines",
      "shares",
    ].map((name) => svg("g", { class: name }));
    const shade = createShade();
    const under = svg("g", { class: "relief" }, fills, hills);
    const over = svg("g", { class: "relief" }, casing, labels);
    const read = remember(readRelief);
    /** @type {Relief | null} */
    let drawn = null;
    box.addEventListener("change", tools.redraw);

    /** The relief to draw, unless it belongs to other axes. @param {Drawing} drawing */
    function current({ now: { viewData, axes } }) {
      const relief = viewData && read(viewData);
      return relief?.axes.every((column, axis) => column === axes[axis]) ? relief : null;
    }

    /** @param {Relief | null} relief */
    function draw(relief) {
      if (drawn === relief) return;
      drawn = relief;
      paths(fills, relief?.contours ?? []);
      for (const group of [casing, lines]) {
        paths(group, relief?.contours ?? []).forEach((line, s) => {
          set(line, { class: relief?.strong[s] ? "strong" : null });
        });
      }
      paths(hills, relief?.marginals ?? []);
      keep(labels, relief?.labels.length ?? 0, () => svg("text")).forEach((label, i) => {
        const { at, text } = /** @type {Relief} */ (relief).labels[i];
        set(label, { x: px(at.x), y: px(at.y) });
        write(label, text);
      });
    }

    return {
      panel: [
        fit,
        html(
          "div",
          { class: "contours" },
          html("p", { class: "label" }, DENSITY.contours),
          html("p", { class: "aside" }, DENSITY.meaning),
          html("label", { class: "tick" }, box, DENSITY.shade),
        ),
        ...rest,
      ],
      ground: shade.node,
      under,
      over,
      legend: legend(),
      /** @returns {Look} */
      update(drawing) {
        const look = plain.update(drawing);
        const relief = current(drawing);
        const { now, film, geometry, digits, scheme } = drawing;
        // Among many points a line below them would drown; over them it needs a casing.
        const many = film.n > MOST_CIRCLES;
        casing.style.display = many ? "" : "none";
        const layer = many ? over : under;
        if (lines.parentNode !== layer) layer.insertBefore(lines, many ? labels : hills);
        const means = now.mixture.map(({ mean: [x, y] }) => ({
          x: geometry.x(x),
          y: geometry.y(y),
        }));
        const shown = now.owed === "late" ? null : (relief?.at(now.frame, geometry, means) ?? null);
        draw(shown);
        shade.draw(shown && box.checked ? shown.doubts : null, geometry, scheme);
        const plot = summary(counted(film), now.names, now.mixture, digits);
        const more = relief ? ` ${DENSITY.summary(relief.shares)}` : "";
        const ended = film.ends(now.cursor);
        const ill = ended && film.ill;
        const wrong = now.cursor === film.fault?.cursor;
        const { next } = film.sentence(now.cursor);
        const doubts = now.iteration ? undecided(film.undecided(now.cursor), film.total) : null;
        return {
          ...look,
          title: DENSITY.title(film.K),
          // What went wrong comes first, in every view.
          sentence: ill || wrong ? undefined : DENSITY.finding(ended ? "" : next, doubts),
          summary: plot + more,
        };
      },
      destroy: plain.destroy,
    };
  },
};

/** @param {Element} group @param {string[]} shapes */
function paths(group, shapes) {
  const nodes = keep(group, shapes.length, () => svg("path"));
  nodes.forEach((node, i) => {
    set(node, { d: shapes[i] });
  });
  return nodes;
}

const legend = () =>
  legendOf(
    [
      DENSITY.legendContours,
      svg("ellipse", { class: "legend-relief", cx: 12, cy: 7, rx: 11, ry: 6 }),
      svg("ellipse", { class: "legend-relief", cx: 12, cy: 7, rx: 5.5, ry: 3 }),
    ],
    [
      DENSITY.legendShade,
      svg("rect", { class: "legend-shade", x: 2, y: 1, width: 20, height: 12 }),
    ],
    [DENSITY.legendHills, svg("path", { class: "legend-hill", d: "M0 13Q7 13 9 6T15 6T24 13" })],
  );
