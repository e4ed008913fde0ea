// @ts-check
// The points' colours: blends by responsibility, grey before anybody has any.
import { mixer, NEUTRAL, solid } from "./colour.js";

/** @typedef {import("./film.js").Shares} Shares */
/** @typedef {import("./colour.js").Colour} Colour */

/** @param {(colours: Colour[]) => void} paint */
export function createPainter(paint) {
  /** @type {Shares | null} what the points show now */
  let visible = null;
  /** @type {unknown[]} */
  let painted = [];

  return {
    /** @returns {Shares | null} */
    get visible() {
      return visible;
    },
    /** The points have been drawn anew, without colours. */
    forget() {
      painted = [];
    },
    /**
     * @param {number} n
     * @param {import("./shown.js").Shown} shares
     * @param {string[]} colours  one a component
     * @param {number | null} only  the component that alone has its colour
     * @param {"light" | "dark"} scheme
     * @param {Int32Array | null} [rows]  whose colour each point has, when they are others than these n: -1 for nobody's
     */
    update(n, shares, colours, only, scheme, rows = null) {
      const K = colours.length;
      if (shares === "none") visible = null;
      else if (shares !== "unknown") visible = shares;
      if (visible && visible.values.length !== n * K) visible = null;
      const next = [visible?.values, scheme, K, only, rows];
      if (painted.length && next.every((value, i) => value === painted[i])) return;
      painted = next;
      const grey = NEUTRAL[scheme];
      const neutral = solid(grey);
      const mix = mixer(colours.map((own, k) => (only === null || only === k ? own : grey)));
      /** @type {Colour[]} */
      const fills = new Array(rows?.length ?? n);
      for (let i = 0; i < fills.length; i++) {
        const row = rows ? rows[i] : i;
        fills[i] = visible && row >= 0 ? mix(visible.values, row * K, visible.whole) : neutral;
      }
      paint(fills);
    },
  };
}
