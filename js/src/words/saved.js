// @ts-check
// A saved page: what it is, and what it cannot do.
import { say } from "./say.js";

export const SAVED = {
  note: say("A page saved by gmm_widget: play it, scrub it, inspect its points."),
  /** @param {string} command  that installs the package; empty where it is on no index */
  how: (command) =>
    command
      ? say(
          "This is a saved page: dragging needs Python, and so does any new fit. " +
            "Install it with {command}, then open the notebook and drag there.",
          { command },
        )
      : say(
          "This is a saved page: dragging needs Python, and so does any new fit. " +
            "Ask whoever made the page for the notebook and the package, then drag there.",
        ),
  theme: say("Theme"),
  /** @type {[string, string][]} */
  themes: [
    ["auto", say("Auto")],
    ["light", say("Light")],
    ["dark", say("Dark")],
  ],
  broken: say("This page cannot be shown; save it again with w.export_html."),
};
