// @ts-check
// "Save picture": the current plot as a file.
import { button, html, write } from "../dom/index.js";
import { SAVE } from "../words/index.js";
import { raster } from "./raster.js";

/** Browsers take a while to fetch what they download. */
const KEPT = 60_000;

/**
 * @param {object} options
 * @param {HTMLElement} options.figure
 * @param {() => string} options.name  of the file
 */
export function createSave({ figure, name }) {
  const node = button({ "data-action": "save", title: SAVE.title }, SAVE.label);
  node.addEventListener("click", async () => {
    try {
      const href = URL.createObjectURL(await raster(figure));
      html("a", { href, download: name() }).click();
      setTimeout(() => URL.revokeObjectURL(href), KEPT);
      write(node, SAVE.label);
    } catch (error) {
      console.warn("gmm_widget: the picture cannot be saved", error);
      write(node, SAVE.failed);
    }
  });
  return node;
}
