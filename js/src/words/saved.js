// @ts-check
// A saved page: what it is, and what it cannot do.

export const SAVED = {
  note: "A page saved by gmm_widget: play it, scrub it, look at its points.",
  how:
    "This is a saved page: dragging needs Python, and so does any new fit. " +
    "Install it with pip install gmm-widget, then open the notebook and drag there.",
  theme: "Theme",
  /** @type {[string, string][]} */
  themes: [
    ["auto", "Auto"],
    ["light", "Light"],
    ["dark", "Dark"],
  ],
  broken: "This page cannot be shown; save it anew with w.export_html.",
};
