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
  if (givenUp) return say("Python is busy or disconnected. Run the cell again if it stays so.");
  return owed
    ? say(
        "Python is busy or disconnected; your last change is pending. Run the cell again if it stays so. Esc discards the change.",
      )
    : say(
        "Python is busy or disconnected; your last change is pending. Run the cell again if it stays so.",
      );
}
/** What is narrated while Python owes a fit. */
export const OWED = {
  lead: say("Waiting for Python."),
  body: say(
    "This fit has been requested; its numbers, colours and shapes appear when Python answers.",
  ),
  next: "",
};
export const LOADING = say("Waiting for the first fit from Python.");

/** @param {unknown} error */
export const broken = (error) =>
  say(
    "The widget cannot read the data from Python ({error}). Its Python and JavaScript parts may have different versions: restart the kernel and reload the page.",
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
  enlarge: say("Enlarge this fit, with all its controls"),
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
  basinsAbout: say("Where EM ends up from every place where one mean could start"),
  restartsAbout: say("Where many random starts lead, and how often"),
  componentsAbout: say("Which number of components, and which shapes, the data support"),
  /** @param {string} label */
  coming: (label) => say("{label}: loading", { label }),
};
