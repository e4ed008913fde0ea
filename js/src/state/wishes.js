// @ts-check
// What is requested of Python beside a drag and edits: another fit, another view; a part of the store.

import { COMPONENTS } from "../geometry/index.js";

/** @import { At, Field, Gate } from "../types.js" */
/** @import { Options, Own, Snapshot, createShown } from "./snapshot.js" */

/**
 * @param {object} store
 * @param {Gate} store.gate
 * @param {Own} store.own
 * @param {ReturnType<typeof createShown>} store.shown
 * @param {() => Snapshot} store.snapshot
 * @param {() => void} store.pause
 * @param {() => void} store.emit
 */
export function createWishes({ gate, own, shown, snapshot, pause, emit }) {
  const free = () => !own.hold && !own.stroke;

  /**
   * Request a new fit, with options and a cursor where they matter: past the end is the end.
   * @param {Record<string, Field>} changes
   */
  function restart(changes) {
    if (free()) {
      pause();
      own.restored = null;
      gate.ask(changes);
    }
    emit();
  }

  /**
   * Request something that changes no fit, unless it is so already.
   * @template {"view" | "component"} Name
   * @param {Name} name
   * @param {Snapshot[Name]} value
   */
  function show(name, value) {
    if (value === snapshot()[name]) return;
    gate.ask({ [name]: value });
    emit();
  }

  return {
    load: restart,

    /** @param {number} count */
    setComponents(count) {
      if (count >= COMPONENTS.least && count <= COMPONENTS.most) restart({ n_components: count });
    },

    /**
     * @template {keyof Options} Name
     * @param {Name} name
     * @param {Options[Name]} value
     */
    setOption(name, value) {
      if (value !== snapshot().options[name]) restart({ [name]: value });
    },

    /** Request the shapes that the means alone imply, and look at them. */
    resetShapes: () => restart({ covariances: "default", cursor: 0 }),

    /**
     * Draw another column on an axis; the other axis takes the old one if it had this one.
     * @param {0 | 1} axis
     * @param {number} column
     */
    setAxis(axis, column) {
      const axes = shown.axes();
      const other = axes[1 - axis] === column ? axes[axis] : axes[1 - axis];
      if (free()) gate.ask({ axes: axis ? [other, column] : [column, other] });
      emit();
    },

    /** @param {string} view */
    setView: (view) => show("view", view),

    /** @param {number} component  whose mean the basins are of, from 0 */
    setComponent: (component) => show("component", component),

    /** Ask about a row or a place: `told` and `path` have the answer once it is there. @param {At | null} at */
    inspect(at) {
      if (free()) gate.ask({ inspected: at });
    },

    /** Have Python perform an action, once. @param {string} name */
    act(name) {
      if (!free()) return;
      gate.step(name);
      emit();
    },

    /** @param {number} speed  of playing; 1 is the usual */
    setSpeed(speed) {
      own.speed = speed;
      emit();
    },

    /** @param {boolean} on  whether ellipses have handles */
    setShapes(on) {
      own.shapes = on;
      emit();
    },
  };
}
