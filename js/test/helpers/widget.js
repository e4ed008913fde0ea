import { afterEach, beforeEach, vi } from "vitest";
import { createStore } from "../../src/state/store.js";
import { createView } from "../../src/view.js";
import { fakeModel } from "./model.js";

/** Fake timers, and one view of a widget over a fake model, which ends with the test: returns how to open it. */
export function useWidget() {
  /** @type {(() => void)[]} */
  let endings = [];
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    for (const end of endings) end();
    endings = [];
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  return (traits = {}, kinds = undefined) => {
    const model = fakeModel(traits);
    const store = createStore(model);
    const el = document.createElement("div");
    document.body.append(el);
    const remove = createView(el, store, kinds);
    endings.push(remove, store.destroy);
    /** @type {HTMLElement} */
    const root = el.querySelector(".gmm");
    return { model, store, root, remove };
  };
}
