// @ts-check
// Points edited by hand, undo and redo.
import { number } from "./numbers.js";
import { say } from "./say.js";

/** @import { Sentence } from "../types.js" */

export const TRAVEL = {
  group: say("Undo and redo"),
  undo: say("Undo"),
  redo: say("Redo"),
  undoTitle: say("Undo (Ctrl+Z or ⌘Z)"),
  redoTitle: say("Redo (Ctrl+Shift+Z, Ctrl+Y or ⇧⌘Z)"),
  noUndo: say("There is nothing to undo"),
  noRedo: say("There is nothing to redo"),
  held: say("Let go first"),
};

/** @typedef {"add" | "spray" | "move" | "delete"} Tool */

export const EDIT = {
  toggle: say("Edit points"),
  toggleTitle: say(
    "Add, spray, move and delete points: this edits a copy of the data, never your own",
  ),
  cells: say(
    "A cell represents many points and cannot be edited: pass the points themselves to the widget",
  ),
  legend: say("Tool"),
  /** @type {[Tool, string][]} */
  tools: [
    ["add", say("Add")],
    ["spray", say("Spray")],
    ["move", say("Move")],
    ["delete", say("Delete")],
  ],
  /** @type {Record<Tool, [string, string]>} what to do with a pointer, and with keys */
  hints: {
    add: [
      say("Click in the plot to add a point."),
      say("Keys: Tab to the crosshair, arrows move it, Enter adds a point there."),
    ],
    spray: [
      say("Press and drag in the plot to spray points."),
      say("Keys: Tab to the crosshair, arrows move it, Enter sprays there."),
    ],
    move: [
      say("Drag a point to another place."),
      say(
        "Keys: Tab to the points, arrows select one, Enter picks it up, arrows move it, Enter drops it.",
      ),
    ],
    delete: [
      say("Click a point to delete it, or drag over several."),
      say("Keys: Tab to the points, arrows select one, Delete removes it."),
    ],
  },
  /** What keys do at the slider of the points. */
  slider: {
    move: say(
      "Arrow keys move from point to point, Enter picks one up to move it, Delete removes it",
    ),
    delete: say("Arrow keys move from point to point, Delete removes one"),
  },
  outlier: say("Add an outlier"),
  outlierTitle: say("Add one point far away, beyond a corner of the data"),
};

/** The crosshair, which the arrow keys move. */
export const CROSSHAIR = {
  name: say("Crosshair"),
  /** @param {number} row */
  point: (row) => say("Moving point {row}", { row }),
  role: say("2D slider"),
  horizontal: say("Crosshair, horizontal"),
  vertical: say("Crosshair, vertical"),
  /** @type {Record<Tool | "ask", string>} */
  keys: {
    ask: say("Arrow keys move, Enter returns to the points"),
    add: say("Arrow keys move, Enter adds a point here"),
    spray: say("Arrow keys move, Enter sprays points here"),
    move: say("Arrow keys move the point, Enter drops it, Escape puts it back"),
    delete: "",
  },
};

/** @type {Record<string, string>} */
const DONE = {
  add: say("Point added."),
  spray: say("Points sprayed."),
  move: say("Point moved."),
  delete: say("Deleted."),
  undo: say("Undone."),
  redo: say("Redone."),
};

/** @type {Record<string, string>} */
const DOING = {
  spray: say("Spraying points."),
  move: say("Moving a point."),
  delete: say("Deleting points."),
};

/**
 * What was done last.
 * @param {string} op
 * @param {number} n  points there are now
 * @param {Sentence} sentence  of what is shown
 */
export function did(op, n, sentence) {
  if (op === "undo" || op === "redo") {
    return { ...sentence, lead: `${DONE[op]} ${sentence.lead}` };
  }
  return {
    lead: DONE[op],
    body: say("{n} points now; the fit restarts from the same means.", { n: number(n, 0) }),
    next: sentence.next,
  };
}

/** While a hand is at the points. @param {string} op */
export const doing = (op) => ({
  lead: DOING[op] ?? "",
  body: say("The dashed outlines are where EM would end."),
  next: say("Let go to start from here."),
});
