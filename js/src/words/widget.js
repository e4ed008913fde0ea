// @ts-check
// The widget as a whole, and work in progress.
import { say } from "./say.js";

/** Of all words: a page in another language, or written from right to left, is told. */
export const LANGUAGE = { lang: say("en"), dir: "ltr" };
export const REGION = say("Gaussian mixture explorer");
/**
 * When Python says nothing for long.
 * @param {unknown} owed  whether a fit was asked for, which can be given up
 * @param {boolean} givenUp
 */
export function waiting(owed, givenUp) {
  if (givenUp) return say("Python is busy or gone. If it is gone, run the cell again.");
  return owed
    ? say(
        "Python is busy or gone; your last change waits. If Python is gone, run the cell again. " +
          "Esc gives the change up.",
      )
    : say("Python is busy or gone; your last change waits. If Python is gone, run the cell again.");
}
/** What is narrated while Python owes a fit. */
export const OWED = {
  lead: say("Waiting for Python."),
  body: say("This fit is asked for; its numbers, colours and shapes come with the answer."),
  next: "",
};
export const LOADING = say("Waiting for the first fit from Python.");

/** @param {unknown} error */
export const broken = (error) =>
  say(
    "The widget cannot read what Python sent ({error}). Its two halves may be of different " +
      "versions: restart the kernel and reload the page.",
    { error: String(error instanceof Error ? error.message : error) },
  );

/** Work that Python has under way. */
export const WORK = { stop: say("Stop"), stopping: say("Stopping") };

/**
 * What is narrated before a view has anything to tell.
 * @param {string} lead  what Python does meanwhile
 * @param {{choosing: boolean}} now  choosing: Python has not answered the request for this view yet
 */
export const coming = (lead, { choosing }) => ({
  lead: choosing ? say("Python has not answered yet.") : lead,
  body: "",
  next: "",
});

/** Of a fit beside others. */
export const COMPARED = {
  enlarge: say("Make this fit large, with all its controls"),
  back: say("Back to all fits"),
};

export const VIEWS = {
  legend: say("View"),
  em: "EM",
  many: say("Many fits"),
  manyTitle: say("Views that compare many fits of these points"),
  /** @param {string} label */
  oneOfMany: (label) => say("Many fits: {label}", { label }),
  basins: say("Basins"),
  restarts: say("Restarts"),
  components: say("How many?"),
  basinsAbout: say("Where EM leads from every place where one mean could start"),
  restartsAbout: say("Where many random starts lead, and how often"),
  componentsAbout: say("Which number of components, and which shapes, the data support"),
  /** @param {string} label */
  coming: (label) => say("{label}: on its way", { label }),
};
