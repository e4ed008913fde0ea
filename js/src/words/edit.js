// @ts-check
// Points edited by hand, undo and redo.
import { number } from "./numbers.js";

export const TRAVEL = {
  group: "Undo and redo",
  undo: "Undo",
  redo: "Redo",
  undoTitle: "Undo (Ctrl+Z or ⌘Z)",
  redoTitle: "Redo (Ctrl+Shift+Z, Ctrl+Y or ⇧⌘Z)",
  noUndo: "There is nothing to undo",
  noRedo: "There is nothing to redo",
  held: "Let go first",
};

/** @typedef {"add" | "spray" | "move" | "delete"} Tool */

export const EDIT = {
  toggle: "Edit points",
  toggleTitle: "Add, spray, move and delete points: a copy of the data is edited, never your own",
  cells:
    "A cell stands for many points and cannot be edited: give the widget the points themselves",
  legend: "Tool",
  /** @type {[Tool, string][]} */
  tools: [
    ["add", "Add"],
    ["spray", "Spray"],
    ["move", "Move"],
    ["delete", "Delete"],
  ],
  /** @type {Record<Tool, [string, string]>} what to do with a pointer, and with keys */
  hints: {
    add: [
      "Click in the plot to add a point.",
      "Keys: tab to the crosshair, arrows move it, Enter adds a point there.",
    ],
    spray: [
      "Press and drag in the plot to spray points.",
      "Keys: tab to the crosshair, arrows move it, Enter sprays there.",
    ],
    move: [
      "Drag a point to another place.",
      "Keys: tab to the points, arrows choose one, Enter takes it, arrows move it, Enter lets go.",
    ],
    delete: [
      "Click a point to delete it, or drag over several.",
      "Keys: tab to the points, arrows choose one, Delete removes it.",
    ],
  },
  /** What keys do at the slider of the points. */
  slider: {
    move: "Arrow keys go from point to point, Enter takes one to move it, Delete removes it",
    delete: "Arrow keys go from point to point, Delete removes one",
  },
  outlier: "Add an outlier",
  outlierTitle: "Put one point far out, beyond a corner of the data",
};

/** The crosshair, which the arrow keys move. */
export const CROSSHAIR = {
  name: "Crosshair",
  /** @param {number} row */
  point: (row) => `Point ${row} on the move`,
  role: "2D slider",
  horizontal: "Crosshair, horizontal",
  vertical: "Crosshair, vertical",
  /** @type {Record<Tool, string>} */
  keys: {
    add: "Arrow keys move, Enter adds a point here",
    spray: "Arrow keys move, Enter sprays points here",
    move: "Arrow keys move the point, Enter lets go, Escape puts it back",
    delete: "",
  },
};

/** @type {Record<string, string>} */
const DONE = {
  add: "Point added.",
  spray: "Points sprayed.",
  move: "Point moved.",
  delete: "Deleted.",
  undo: "Undone.",
  redo: "Redone.",
};

/** @type {Record<string, string>} */
const DOING = {
  spray: "Spraying points.",
  move: "Moving a point.",
  delete: "Deleting points.",
};

/**
 * What was done last.
 * @param {string} op
 * @param {number} n  points there are now
 * @param {import("../film.js").Sentence} sentence  of what is shown
 */
export function did(op, n, sentence) {
  if (op === "undo" || op === "redo") {
    return { ...sentence, lead: `${DONE[op]} ${sentence.lead}` };
  }
  return {
    lead: DONE[op],
    body: `${number(n, 0)} points now; the fit starts anew from the same means.`,
    next: sentence.next,
  };
}

/**
 * While a hand is at the points.
 * @param {string} op
 */
export const doing = (op) => ({
  lead: DOING[op] ?? "",
  body: "The dashed outlines are where EM would end.",
  next: "Let go to start from here.",
});
