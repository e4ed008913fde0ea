// @ts-check
// The widget as a whole, and work under way.

/** Of all words: a page in another language, or written from right to left, is told. */
export const LANGUAGE = { lang: "en", dir: "ltr" };
export const REGION = "Gaussian mixture explorer";
export const WAITING = "Python is busy or gone; your last change waits.";
export const LOADING = "Waiting for the first fit from Python.";

/** @param {unknown} error */
export const broken = (error) =>
  `The widget cannot read what Python sent (${error instanceof Error ? error.message : error}). ` +
  "Its two halves may be of different versions: restart the kernel and reload the page.";

/** Work that Python has under way. */
export const WORK = { stop: "Stop", stopping: "Stopping" };

export const VIEWS = {
  legend: "View",
  em: "EM",
  basins: "Basins",
  restarts: "Restarts",
  components: "How many?",
  /** @param {string} label */
  coming: (label) => `${label}: on its way`,
};
