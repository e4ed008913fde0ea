// @ts-check
// The handles of the means.
import { html, keep, px, set } from "../dom/index.js";
import * as words from "../words/index.js";
import { NUDGE, nudged } from "./arrowkeys.js";
import { clamp, createGrips, point } from "./drag.js";

/** @import { Geometry, Held, Place } from "../types.js" */

/**
 * @typedef {object} Moves
 * @property {(k: number, to: [number, number]) => void} hold  take mean k in the hand, or move it
 * @property {() => void} drop
 * @property {() => void} cancel
 * @property {(k: number | null) => void} pick  a tap on a mean: the next tap says where it goes
 */

/**
 * @typedef {object} Handled
 * @property {Geometry} geometry
 * @property {[number, number][]} means
 * @property {Place[]} badges
 * @property {number | null} held
 * @property {number | null} picked
 * @property {[number, number]} digits
 * @property {Held} [names]  what the means are called
 */

/** @param {HTMLElement} box the layer that the handles live on @param {Moves} moves */
export function createHandles(box, moves) {
  /** @type {Handled | null} */
  let now = null;

  /** @param {HTMLElement} handle */
  const inputs = (handle) => /** @type {HTMLInputElement[]} */ ([...handle.children]);
  /** @param {HTMLElement} handle */
  const number = (handle) => Number(handle.dataset.k);

  const grips = createGrips(box, {
    part: ".handle",
    whole: ".handle",
    grasp(handle) {
      if (!now) return null;
      point(inputs(handle), 0);
      const k = number(handle);
      const { geometry, means } = now;
      const from = inside(geometry, { x: geometry.x(means[k][0]), y: geometry.y(means[k][1]) });
      return (dx, dy) => {
        if (!now) return;
        const to = inside(now.geometry, { x: from.x + dx, y: from.y + dy });
        moves.hold(k, [now.geometry.invertX(to.x), now.geometry.invertY(to.y)]);
      };
    },
    tap: (handle) => moves.pick(now?.picked === number(handle) ? null : number(handle)),
    waiting: () => (now?.picked ?? null) !== null,
    forget: () => moves.pick(null),
    key(event, handle) {
      const to = now && nudged(event, now.means[number(handle)], now.geometry);
      if (!to) return null;
      return () => {
        moves.hold(number(handle), to.at);
        point(inputs(handle), to.axis);
      };
    },
    // The change is what counts, as the value is rounded.
    input(changed, handle) {
      if (!now) return;
      const by = Number(changed.value) - Number(changed.dataset.was);
      const [x, y] = now.means[number(handle)];
      const [horizontal] = inputs(handle);
      moves.hold(number(handle), changed === horizontal ? [x + by, y] : [x, y + by]);
    },
    drop: moves.drop,
    cancel: moves.cancel,
  });

  return {
    /** @param {Handled} next */
    update(next) {
      now = next;
      const { names = words.MEANS } = next;
      set(box, { "aria-label": names.all });
      const handles = keep(box, next.means.length, makeHandle);
      handles.forEach((handle, k) => {
        const at = inside(next.geometry, next.badges[k]);
        handle.style.left = `${px(at.x)}px`;
        handle.style.top = `${px(at.y)}px`;
        const label = words.handle(k, names);
        set(handle, {
          ...{ "data-held": next.held === k, "data-picked": next.picked === k },
          ...{ "aria-label": label.group, title: label.title },
        });
        const text = words.place(next.means[k], next.digits);
        const domains = [next.geometry.xDomain, next.geometry.yDomain];
        inputs(handle).forEach((input, axis) => {
          const [low, high] = domains[axis];
          set(input, {
            ...{ min: low, max: high, step: NUDGE * (high - low), "aria-valuetext": text },
            "aria-label": axis ? label.vertical : label.horizontal,
          });
          input.value = String(next.means[k][axis]);
          input.dataset.was = input.value;
        });
      });
    },
    destroy: grips.destroy,
  };
}

/** @param {number} k */
function makeHandle(k) {
  const range = { type: "range", "aria-roledescription": words.handle(k).role };
  return html(
    "div",
    { class: "handle", role: "group", "data-k": k },
    html("input", range),
    html("input", { ...range, "aria-orientation": "vertical", tabindex: -1 }),
  );
}

/**
 * A handle beyond the plot waits at its edge, where it can be fetched back.
 * @param {Geometry} geometry
 * @param {Place} place
 * @returns {Place}
 */
export const inside = ({ width, top, bottom }, { x, y }) => ({
  x: clamp(x, [0, width]),
  y: clamp(y, [top, bottom]),
});
