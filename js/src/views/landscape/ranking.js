// @ts-check
// Fits in order, the best first: each a button that loads it. The first few are shown, and a button
// shows the rest. One tab stop; arrow keys go from row to row.
import { button, html, isRefused, keep, set, svg, write } from "../../dom/index.js";
import { RANKING } from "../../words/index.js";
import { drawThumbnail, thumbnail } from "./thumbnail.js";

/** @import { Geometry } from "../../types.js" */
/** @import { Outline } from "./thumbnail.js" */

/**
 * @typedef {object} Row
 * @property {string} key  on its mark: a number, or nothing
 * @property {string} [fill]  of the mark
 * @property {string} [mark]  a path instead, within -6..6
 * @property {string} [type]  of covariance, which the path stands for
 * @property {string} main
 * @property {string} note
 * @property {string} side  on the right
 * @property {string} [sideNote]
 * @property {string} name  the accessible name of the row
 * @property {boolean} current  the one that is shown now
 * @property {Outline[]} [mixture]
 * @property {boolean} [lost]  nothing to load
 */

const FEW = 6;

/**
 * @param {string} label
 * @param {(index: number) => void} onChoose
 * @param {(index: number | null) => void} [onPoint]  the row under the pointer, or with the focus
 */
export function createRanking(label, onChoose, onPoint = () => {}) {
  const list = html("div", { class: "rows", role: "toolbar", "aria-orientation": "vertical" });
  const more = button({ class: "more", "data-action": "more" });
  const [head, unit] = [html("span"), html("span")];
  const title = html("p", { class: "label between" }, head, unit);
  const node = html("div", { class: "ranking" }, title, list, more);
  let open = false;
  let stop = 0;
  let stale = false;
  set(list, { "aria-label": label, title: RANKING.load });
  write(head, label);

  const buttons = () => /** @type {HTMLElement[]} */ ([...list.children]);
  const seen = () => buttons().filter((row) => !row.hidden);

  list.addEventListener("click", (event) => {
    const row = /** @type {Element} */ (event.target).closest("button");
    const index = row ? buttons().indexOf(row) : -1;
    if (index >= 0) stand(index);
    if (index >= 0 && !stale && row && !isRefused(row)) onChoose(index);
  });
  list.addEventListener("keydown", (event) => {
    const rows = seen();
    const at = rows.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))];
    stand(buttons().indexOf(next));
    next.focus();
  });
  /** @type {number | null} */
  let pointed = null;
  /** @param {Event} event @param {boolean} [gone] */
  function point(event, gone = false) {
    const row = gone ? null : /** @type {Element} */ (event.target).closest("button");
    const index = row && !row.hasAttribute("aria-disabled") ? buttons().indexOf(row) : null;
    if (index === pointed) return;
    pointed = index;
    onPoint(index);
  }
  for (const on of ["pointerover", "focusin"]) list.addEventListener(on, (event) => point(event));
  for (const off of ["pointerleave", "focusout"]) {
    list.addEventListener(off, (event) => point(event, true));
  }
  more.addEventListener("click", () => {
    open = !open;
    disclose();
  });

  /** @param {number} index  the row that Tab comes to */
  function stand(index) {
    stop = index;
    buttons().forEach((row, i) => {
      set(row, { tabindex: i === stop ? 0 : -1 });
    });
  }

  function disclose() {
    const rows = buttons();
    const rest = rows.filter((row, i) => i >= FEW && !row.hasAttribute("data-kept"));
    // A button would take the place of a single row.
    const few = rest.length > 1;
    for (const row of rows) row.hidden = few && !open && rest.includes(row);
    more.hidden = !few;
    set(more, { "aria-expanded": open ? "true" : "false" });
    write(more, open ? RANKING.fewer : RANKING.more(rows.filter(({ hidden }) => hidden).length));
    if (rows[stop]?.hidden ?? true) stand(rows.findIndex(({ hidden }) => !hidden));
  }

  return {
    node,
    /**
     * @param {Row[]} rows
     * @param {string} says  what the numbers on the right are
     * @param {Geometry} geometry
     */
    update(rows, says, geometry) {
      write(unit, says);
      stale = false;
      node.classList.remove("stale");
      const before = list.children.length;
      keep(list, rows.length, makeRow).forEach((node, i) => {
        fillRow(/** @type {HTMLElement} */ (node), rows[i], geometry);
      });
      if (before !== rows.length) stop = Math.max(0, Math.min(stop, rows.length - 1));
      stand(stop);
      disclose();
    },
    /** What is shown belongs to something else now. */
    fade() {
      stale = true;
      node.classList.add("stale");
    },
    /**
     * Rows that may still change places are not to be clicked: another might come under the hand.
     * @param {boolean} moving
     */
    hold(moving) {
      stale = moving;
    },
  };
}

function makeRow() {
  return button(
    { class: "row" },
    html("span", { class: "key", "aria-hidden": "true" }),
    html("span", { class: "main" }, html("span"), html("small")),
    html("span", { class: "aside" }, html("span"), html("small")),
    thumbnail(),
  );
}

/** @param {HTMLElement} node @param {Row} row @param {Geometry} geometry */
function fillRow(node, row, geometry) {
  const [key, main, aside, stamp] = node.children;
  set(node, {
    "aria-label": row.name,
    "aria-current": row.current ? "true" : null,
    "aria-disabled": row.lost ? "true" : null,
    "data-kept": row.current || row.lost,
  });
  set(key, { class: row.mark ? "key drawn" : "key" });
  Object.assign(/** @type {HTMLElement} */ (key).style, { background: row.fill ?? "" });
  if (row.mark) {
    if (!key.firstElementChild) {
      key.replaceChildren(
        svg("svg", { viewBox: "-8 -8 16 16" }, svg("path", { class: "fit-mark" })),
      );
    }
    const [drawn] = key.getElementsByTagName("path");
    set(drawn, { d: row.mark, "data-type": row.type });
  } else write(key, row.key);
  write(main.children[0], row.main);
  write(main.children[1], row.note);
  write(aside.children[0], row.side);
  write(aside.children[1], row.sideNote ?? "");
  set(stamp, { class: row.mixture ? "thumbnail" : "thumbnail none" });
  if (row.mixture) drawThumbnail(stamp, row.mixture, geometry);
}
