// @ts-check
// What every view of a widget shows: one store, and snapshots of it.
export { fromMatrix } from "./hold.js";
export { createStore } from "./store.js";
