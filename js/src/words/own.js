// @ts-check
// A fit by somebody's own functions.
import { moment } from "./controls.js";

export const OWN = {
  region: "Your own steps",
  /** @param {number} cursor */
  go: (cursor) =>
    cursor ? `Show ${cursor % 2 ? "E" : "M"}-step ${Math.ceil(cursor / 2)}` : "Show the start",
  there: "This is the place",
  /** @param {number} cursor */
  here: (cursor) => `${moment(cursor)}: the first wrong step`,
};
