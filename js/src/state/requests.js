// @ts-check
// Requests for other options, axes, views and starts.
import { LIMITS } from "../kernel/index.js";
import { isHeld } from "./hold.js";

/** @import { At, Field } from "../types.js" */
/** @import { Options } from "./snapshot.js" */
/** @import { Core } from "./store.js" */

/** @param {Core} core */
export function createRequests({ gate, local, shown, snapshot, pause, emit }) {
  /**
   * Ask for a new fit, past whose end a cursor is its end.
   * @param {Record<string, Field>} changes
   */
  function load(changes) {
    if (!isHeld(local)) {
      pause();
      local.restored = null;
      gate.ask(changes);
    }
    emit();
  }

  /**
   * Ask for another view, or another component of it.
   * @param {"view" | "component"} name
   * @param {string | number} value
   */
  function choose(name, value) {
    if (value === snapshot()[name]) return;
    gate.ask({ [name]: value });
    emit();
  }

  return {
    load,

    /** @param {number} count */
    setComponents(count) {
      if (count >= 1 && count <= LIMITS.components) load({ n_components: count });
    },

    /**
     * @template {keyof Options} Name
     * @param {Name} name
     * @param {Options[Name]} value
     */
    setOption(name, value) {
      if (value !== snapshot().options[name]) load({ [name]: value });
    },

    /** Ask for the covariances that belong to the means alone. */
    resetShapes: () => load({ covariances: "default", cursor: 0 }),

    /** @param {boolean} on  whether ellipses have handles */
    setShapes(on) {
      local.shapes = on;
      emit();
    },

    /**
     * Draw another column on an axis; the other axis takes the old one if it had this one.
     * @param {0 | 1} axis
     * @param {number} column
     */
    setAxis(axis, column) {
      const axes = shown.axes();
      const other = axes[1 - axis] === column ? axes[axis] : axes[1 - axis];
      if (!isHeld(local)) gate.ask({ axes: axis ? [other, column] : [column, other] });
      emit();
    },

    /** @param {string} view */
    setView: (view) => choose("view", view),
    /** @param {number} component  whose mean the basins are of, from 0 */
    setComponent: (component) => choose("component", component),

    /** Ask about a row or a place: the snapshot has the answer once it has arrived. @param {At | null} at */
    inspect(at) {
      if (!isHeld(local)) gate.ask({ inspected: at });
    },

    /** Have Python do something that it does once a request. @param {string} name */
    act(name) {
      if (isHeld(local)) return;
      gate.step(name);
      emit();
    },
  };
}
