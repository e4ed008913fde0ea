// @ts-check
// The anywidget module: a factory, so that nothing is shared between widgets by accident.
import { createStore } from "./state/index.js";
import { createView } from "./view.js";

/** @import { Model, Store } from "./types.js" */

/** @typedef {{model: Model, byView: boolean, store: Store}} Entry */

export default () => {
  /** @type {Entry[]} */
  const entries = [];

  // Hosts create a new wrapper of the model for every view; what it holds stays the same object.
  /** @param {Model} model */
  const find = (model) =>
    entries.find(
      ({ model: known }) => known === model || known.get("points") === model.get("points"),
    );

  /** @param {Model} model @param {boolean} byView whether it ends with its last view */
  function open(model, byView) {
    const entry = { model, byView, store: createStore(model) };
    entries.push(entry);
    return entry;
  }

  /** @param {Entry} entry */
  function close(entry) {
    entry.store.destroy();
    entries.splice(entries.indexOf(entry), 1);
  }

  return {
    /** @param {{model: Model}} context */
    initialize({ model }) {
      const entry = open(model, false);
      return () => close(entry);
    },

    /** @param {{model: Model, el: HTMLElement}} context */
    render({ model, el }) {
      const entry = find(model) ?? open(model, true);
      const remove = createView(el, entry.store);
      return () => {
        remove();
        if (entry.byView && !entry.store.watched) close(entry);
      };
    },
  };
};
