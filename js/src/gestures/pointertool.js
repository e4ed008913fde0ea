// @ts-check
// A tool under the pointer: its target, and the strokes that it makes.
import { px, svg } from "../dom/index.js";
import { swept } from "../geometry/index.js";
import { CLICK } from "./drag.js";
import { inside } from "./meanhandles.js";

/** @import { Geometry, Place, Store, Tool } from "../types.js" */

/** The standard deviation of a spray, in pixels: nine drops of ten fall within twice that. */
const NOZZLE = 14;
/** The number of points of a spray, and the distance that the pointer goes between two. */
const [DROPS, APART] = [12, 22];
const RUBBER = 9;

/** @typedef {Place & {row: number | null}} Under */
/** @typedef {{pointer: number, tool: Tool, row: number | null, from: Place, shift: Place, last: Place, dragging: boolean}} Grip */

/**
 * @param {HTMLElement} plot
 * @param {Element} marks  where to draw what it aims at
 * @param {object} on
 * @param {() => Tool | null} on.tool
 * @param {() => Geometry | null} on.geometry
 * @param {() => {xs: Float64Array, ys: Float64Array}} on.places
 * @param {(event: PointerEvent) => Place} on.where
 * @param {(event: PointerEvent) => Under} on.under
 * @param {Store["points"]} on.points
 * @param {(at: [number, number]) => void} on.focus
 * @param {() => void} on.over  the hand has let go
 */
export function createAim(plot, marks, on) {
  /** @type {Grip | null} */
  let grip = null;
  /** @type {PointerEvent | null} where the pointer was last, while it is over the plot */
  let hover = null;

  /** @param {Geometry} geometry @param {Place} place @returns {[number, number]} */
  const toData = (geometry, { x, y }) => [geometry.invertX(x), geometry.invertY(y)];

  /** @param {[number, number]} at  in data units */
  function spray(at) {
    const geometry = on.geometry();
    if (!geometry) return;
    const radius = [NOZZLE / geometry.sx, NOZZLE / geometry.sy];
    on.points.edit({ op: "spray", at, radius, count: DROPS });
  }

  /** @param {number[]} rows */
  const erase = (rows) => rows.length > 0 && on.points.edit({ op: "delete", rows });

  plot.addEventListener("pointerdown", (event) => {
    const tool = on.tool();
    const geometry = on.geometry();
    const target = /** @type {Element} */ (event.target);
    if (!tool || !geometry || grip || event.button !== 0) return;
    if (target.closest(".handle, .square")) return;
    event.preventDefault();
    const { x, y, row } = on.under(event);
    const here = inside(geometry, { x, y });
    on.focus(toData(geometry, here));
    if (tool === "move" && row === null) return;
    try {
      plot.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already; its up event will not come either.
    }
    const { xs, ys } = on.places();
    const shift = row === null ? { x: 0, y: 0 } : { x: xs[row] - x, y: ys[row] - y };
    const start = { pointer: event.pointerId, tool, row, from: { x, y }, shift };
    grip = { ...start, last: here, dragging: false };
    hover = event;
    if (tool === "spray" || tool === "delete") on.points.begin();
    if (tool === "spray") spray(toData(geometry, here));
    if (tool === "delete" && row !== null) erase([row]);
    draw();
  });

  plot.addEventListener("pointermove", (event) => {
    const geometry = on.geometry();
    if (event.pointerType !== "touch" || grip) hover = event;
    if (grip && event.pointerId === grip.pointer && geometry) follow(event, grip, geometry);
    draw();
  });

  /** @param {PointerEvent} event @param {Grip} held @param {Geometry} geometry */
  function follow(event, held, geometry) {
    const { x, y } = on.where(event);
    if (!held.dragging && Math.hypot(x - held.from.x, y - held.from.y) < CLICK) return;
    if (!held.dragging && held.tool === "move") on.points.begin();
    held.dragging = true;
    const here = inside(geometry, { x, y });
    if (held.tool === "spray") {
      let left = Math.hypot(here.x - held.last.x, here.y - held.last.y);
      for (; left >= APART; left -= APART) {
        held.last = between(held.last, here, APART / left);
        spray(toData(geometry, held.last));
      }
    }
    if (held.tool === "delete") {
      const { xs, ys } = on.places();
      erase(swept(xs, ys, held.last, here, RUBBER));
      held.last = here;
    }
    if (held.tool === "move") {
      const to = inside(geometry, { x: x + held.shift.x, y: y + held.shift.y });
      on.points.edit({ op: "move", row: held.row, to: toData(geometry, to) });
    }
  }

  plot.addEventListener("pointerup", (event) => {
    if (!grip || event.pointerId !== grip.pointer) return;
    const { tool } = grip;
    const geometry = on.geometry();
    grip = null;
    if (event.pointerType === "touch") hover = null;
    if (tool === "add" && geometry) {
      on.points.edit({ op: "add", at: toData(geometry, inside(geometry, on.where(event))) });
    }
    on.points.end();
    on.over();
  });

  for (const lost of /** @type {const} */ (["pointercancel", "lostpointercapture"])) {
    plot.addEventListener(lost, (event) => {
      if (event.pointerId === grip?.pointer) release();
    });
  }
  plot.addEventListener("pointerleave", () => {
    if (!grip) hover = null;
    draw();
  });

  /** Let go, and take back what was done. */
  function release() {
    grip = null;
    on.points.callOff();
    on.over();
  }

  function draw() {
    const tool = on.tool();
    const geometry = on.geometry();
    const at = tool && geometry && hover ? on.where(hover) : null;
    const { xs, ys } = on.places();
    const aims = at && (tool === "move" || tool === "delete");
    const aimed = !aims || !hover ? null : grip ? grip.row : on.under(hover).row;
    plot.toggleAttribute("data-aimed", aimed !== null);
    plot.toggleAttribute("data-grip", grip !== null);
    if (!at || !tool || !geometry) {
      marks.replaceChildren();
      return;
    }
    const { x, y } = inside(geometry, at);
    const rubbing = tool === "delete" && grip !== null;
    if (tool === "spray" || rubbing) {
      marks.replaceChildren(ring(`brush ${tool}`, x, y, rubbing ? RUBBER : 2 * NOZZLE));
    } else if (aimed !== null && aimed < xs.length) {
      marks.replaceChildren(ring(`aimed ${tool}`, xs[aimed], ys[aimed], 8));
    } else if (tool === "add") {
      marks.replaceChildren(ring("seed", x, y, 3.3));
    } else marks.replaceChildren();
  }

  return {
    draw,
    spray,
    /** Whether the hand is at it. */
    get held() {
      return grip !== null;
    },
    /** Escape: true when there was something to call off. */
    escape() {
      if (!grip) return false;
      release();
      return true;
    },
  };
}

/**
 * A place so far along the way from one to another.
 * @param {Place} from
 * @param {Place} to
 * @param {number} share
 * @returns {Place}
 */
const between = (from, to, share) => ({
  x: from.x + share * (to.x - from.x),
  y: from.y + share * (to.y - from.y),
});

/** @param {string} name @param {number} x @param {number} y @param {number} r */
const ring = (name, x, y, r) => svg("circle", { class: name, cx: px(x), cy: px(y), r });
