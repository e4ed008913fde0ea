// @ts-check
// Editing the points in one view: its tools, for a pointer and for the keyboard.

import { extent } from "../geometry/index.js";
import { CHALLENGE, CROSSHAIR, EDIT, INSPECT } from "../words/index.js";
import { createCrosshair } from "./crosshair.js";
import { createToolbar } from "./edittoolbar.js";
import { createAim } from "./pointertool.js";

/** @import { Film, Geometry, Inspector, Points, Snapshot, Stage, Store } from "../types.js" */

/** @typedef {{now: Snapshot, film: Film, geometry: Geometry, digits: [number, number]}} Drawn */

/** The distance of an outlier from the middle of the data, in ranges along each axis. */
const FAR = 1.2;
/** One after the other, by the number of points. */
const CORNERS = [
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
];

/**
 * Where the next outlier goes.
 * @param {Points} points
 * @param {[number, number]} axes
 * @returns {[number, number]}
 */
export function outlier({ values, n, d }, axes) {
  const corner = CORNERS[n % CORNERS.length];
  const [x, y] = axes.map((axis, i) => {
    const [low, high] = extent(values, axis, d);
    return (low + high) / 2 + corner[i] * FAR * (high - low);
  });
  return [x, y];
}

/**
 * @param {HTMLElement} plot
 * @param {Store["points"]} points
 * @param {object} on
 * @param {Inspector} on.inspector
 * @param {Element} on.marks
 * @param {() => {xs: Float64Array, ys: Float64Array}} on.places
 * @param {() => boolean} on.waiting  whether the next tap is for something else
 * @param {() => void} on.redraw
 */
export function createTools(plot, points, { inspector, marks, places, waiting, redraw }) {
  /** @type {Drawn | null} */
  let drawn = null;
  /** The point that the keyboard has taken. @type {number | null} */
  let taken = null;
  /** Whether the keyboard asks about places of the plane. */
  let asking = false;

  const toolbar = createToolbar({
    change() {
      letGo();
      redraw();
    },
    outlier() {
      if (!drawn) return;
      const { now } = drawn;
      const all = now.edited?.points ?? now.points;
      if (all) points.edit({ op: "add", at: outlier(all, now.axes) });
    },
  });
  const crosshair = createCrosshair({
    move(at) {
      if (asking) inspector.look(at);
      else if (taken !== null) points.edit({ op: "move", row: taken, to: at });
    },
    enter(at) {
      if (asking) stopAsking();
      else if (taken !== null) {
        back();
      } else if (toolbar.tool === "add") points.edit({ op: "add", at });
      else if (toolbar.tool === "spray") aim.spray(at);
    },
    leave: letGo,
  });
  const aim = createAim(plot, marks, {
    tool: () => (waiting() ? null : toolbar.tool),
    geometry: () => drawn?.geometry ?? null,
    where: inspector.where,
    under: inspector.under,
    focus: crosshair.hold,
    over: redraw,
    places,
    points,
  });

  /** The keyboard goes back to the points. */
  function stopAsking() {
    asking = false;
    redraw();
    inspector.input.focus({ preventScroll: true });
  }

  /** The keyboard lets go of a point. */
  function letGo() {
    if (asking) {
      asking = false;
      inspector.close();
      redraw();
    }
    if (taken === null) return;
    taken = null;
    points.end();
    redraw();
  }

  /** It does, and goes on choosing points. */
  function back() {
    const row = taken;
    letGo();
    if (row !== null) inspector.go(row);
  }

  inspector.input.addEventListener("keydown", (event) => {
    const { row } = inspector;
    const { tool } = toolbar;
    if (row === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!tool) {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      ask(row);
      return;
    }
    const gone = event.key === "Delete" || event.key === "Backspace";
    if (!gone && event.key !== "Enter") return;
    if (gone || tool === "delete") points.edit({ op: "delete", rows: [row] });
    else if (tool === "move" && !event.shiftKey) take(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {number} row @returns {[number, number]} */
  function placeOf(row) {
    const { xs, ys } = places();
    return drawn ? [drawn.geometry.invertX(xs[row]), drawn.geometry.invertY(ys[row])] : [0, 0];
  }

  /** @param {number} row */
  function take(row) {
    if (!drawn) return;
    points.begin();
    taken = row;
    redraw();
    crosshair.take(placeOf(row));
  }

  /** Ask about places, from where a point is. @param {number} row */
  function ask(row) {
    const at = placeOf(row);
    asking = true;
    redraw();
    crosshair.take(at);
    inspector.look(at);
  }

  return {
    toggle: toolbar.toggle,
    node: toolbar.node,
    crosshair: crosshair.node,
    get tool() {
      return toolbar.tool;
    },
    /** @returns {Stage} */
    get stage() {
      if (aim.held || taken !== null) return "held";
      return toolbar.tool ? "steady" : "free";
    },
    /** @param {Drawn} next */
    update(next) {
      drawn = next;
      const { now, film, geometry, digits } = next;
      // Somebody else's change ends a hand's work.
      if (!now.stroke) taken = null;
      const bound = now.challenge?.fixed.includes("points") ? CHALLENGE.fixed : "";
      toolbar.update(film.cells ? EDIT.cells : bound);
      const { tool } = toolbar;
      const usable = asking || tool === "add" || tool === "spray" || taken !== null;
      const plain = asking ? INSPECT.anywhere : CROSSHAIR.name;
      const name = taken === null ? plain : CROSSHAIR.point(taken);
      inspector.help(tool ? EDIT.slider[tool === "move" ? "move" : "delete"] : INSPECT.help);
      crosshair.update({ geometry, digits, tool: asking ? "ask" : tool, usable, name });
      aim.draw();
    },
    /** @param {string} text  what there is to say of the place that is asked about */
    describe(text) {
      if (asking) crosshair.describe(text);
    },
    /** Escape in the middle of something: true when there was. */
    callOff() {
      if (asking) {
        stopAsking();
        return true;
      }
      if (aim.escape()) return true;
      if (taken === null) return false;
      const row = taken;
      taken = null;
      points.callOff();
      inspector.go(row);
      return true;
    },
    /** Put the tool away: true when there was one. */
    close() {
      const open = toolbar.tool !== null;
      toolbar.close();
      return open;
    },
    destroy() {
      letGo();
      if (aim.held) points.end();
    },
  };
}
