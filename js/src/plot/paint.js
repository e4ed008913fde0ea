// @ts-check
// The points' colours: blends by responsibility, grey before the first E-step.
import { createChanges } from "../dom/index.js";
import { fader, mixer, NEUTRAL, solid } from "../geometry/index.js";
import { LIMITS } from "../kernel/index.js";

/** @import { Colour, Likeliest, Shares, Shown } from "../types.js" */

/** @typedef {Shares | Likeliest | null} Visible */

/** @param {(codes: Uint32Array, colours: Colour[]) => void} paint  which of the colours each point has */
export function createPainter(paint) {
  /** @type {Visible} what the points show now */
  let visible = null;
  let changed = createChanges();

  return {
    /** @returns {Visible} */
    get visible() {
      return visible;
    },
    /** The points have been drawn again, without colours. */
    forget() {
      changed = createChanges();
    },
    /**
     * @param {number} n
     * @param {Shown} shares
     * @param {string[]} colours  one a component
     * @param {number | null} only  the component that alone has its colour
     * @param {"light" | "dark"} scheme
     * @param {Int32Array | null} [rows]  whose colour each point has, when they are others than these n: -1 for none
     */
    update(n, shares, colours, only, scheme, rows = null) {
      const K = colours.length;
      if (shares === "none") visible = null;
      else if (shares !== "unknown") visible = shares;
      if (visible && !suits(visible, n, K)) visible = null;
      if (!changed(visible, scheme, K, only, rows)) return;
      const grey = NEUTRAL[scheme];
      const shown = colours.map((own, k) => (only === null || only === k ? own : grey));
      const table = [solid(grey)];
      const code = coder(visible, shown, grey, table);
      const codes = new Uint32Array(rows?.length ?? n);
      for (let i = 0; i < codes.length; i++) {
        const row = rows ? rows[i] : i;
        codes[i] = row < 0 ? 0 : code(row);
      }
      paint(codes, table);
    },
  };
}

/**
 * The number in the table of each point's colour; the first is that of points without an assignment.
 * @param {Visible} visible
 * @param {string[]} colours
 * @param {string} grey
 * @param {Colour[]} table
 * @returns {(row: number) => number}
 */
function coder(visible, colours, grey, table) {
  if (!visible) return () => 0;
  if ("labels" in visible) {
    const fade = fader(colours, grey, table, LIMITS.certain);
    const { labels, certainties } = visible;
    return (row) => fade(labels[row], certainties?.[row] ?? LIMITS.certain);
  }
  const mix = mixer(colours, table);
  const { values, whole } = visible;
  return (row) => mix(values, row * colours.length, whole);
}

/**
 * Whether these are of n points and K components.
 * @param {Shares | Likeliest} shown
 * @param {number} n
 * @param {number} K
 */
const suits = (shown, n, K) =>
  "labels" in shown ? shown.K === K && shown.labels.length === n : shown.values.length === n * K;
