// @ts-check
// A saved page: what it is, and what it cannot do.
import { say } from "./say.js";

export const SAVED = {
  note: say("A page saved by gmm_widget: play it, scrub it, look at its points."),
  how: say(
    "This is a saved page: dragging needs Python, and so does any new fit. " +
      "Install it with pip install gmm-widget, then open the notebook and drag there.",
  ),
  theme: say("Theme"),
  /** @type {[string, string][]} */
  themes: [
    ["auto", say("Auto")],
    ["light", say("Light")],
    ["dark", say("Dark")],
  ],
  broken: say("This page cannot be shown; save it anew with w.export_html."),
};
