// @ts-check
// A view in a comparison (widget/comparison.py): small beside the others, or the shared bar, or enlarged.
import { button, html, set, write } from "../dom/index.js";
import { COMPARED } from "../words/index.js";

/** @import { Range } from "../types.js" */

/** @typedef {"small" | "small alone" | "lead" | "large"} Part  alone: with a bar of its own */
/**
 * @typedef {object} Beside  the other fits of a comparison, as Python sends them
 * @property {string} title
 * @property {boolean} linked
 * @property {number[][]} curves  the others' log-likelihoods, one an iteration
 * @property {[number, number]} axes  which the ranges are of
 * @property {[Range, Range]} ranges  that all plots have
 */

/** @param {HTMLElement} host @param {() => void} redraw */
export function createBeside(host, redraw) {
  let large = false;
  const name = html("span");
  const how = html("small");
  const node = button({ class: "fit-title" }, name, how);

  /** @param {boolean} next */
  function turn(next) {
    large = next;
    redraw();
  }
  node.addEventListener("click", () => turn(!large));

  return {
    node,
    /**
     * Which comparison this view stands in, and as what; null when it is in none. The same widget may be shown
     * elsewhere as well.
     * @param {Record<string, Beside>} all
     * @returns {(Beside & {part: Part}) | null}
     */
    of(all) {
      for (const [id, beside] of Object.entries(all)) {
        const grid = host.closest(`.${id}`);
        if (!grid) continue;
        const leads = beside.linked && grid.lastElementChild?.contains(host);
        const small = beside.linked ? "small" : "small alone";
        return { ...beside, part: leads ? "lead" : large ? "large" : small };
      }
      return null;
    },
    /** Make it small again: true when it was large. */
    close() {
      if (!large) return false;
      turn(false);
      return true;
    },
    /** @param {string} title @param {string} ending */
    update(title, ending) {
      write(name, title);
      write(how, ending);
      set(node, {
        "aria-expanded": large ? "true" : "false",
        title: large ? COMPARED.back : `${title}\n${COMPARED.enlarge}`,
      });
    },
  };
}
