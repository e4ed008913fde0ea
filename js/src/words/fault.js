// @ts-check
// A fit by a user's own functions.
import { moment } from "./controls.js";
import { say } from "./say.js";

export const FAULT = {
  region: say("Your own steps"),
  /** @param {number} cursor */
  go(cursor) {
    const t = Math.ceil(cursor / 2);
    if (!t) return say("Show the start");
    return cursor % 2 ? say("Show E-step {t}", { t }) : say("Show M-step {t}", { t });
  },
  there: say("You are here"),
  /** @param {number} cursor */
  here: (cursor) => say("{moment}: the first wrong step", { moment: moment(cursor) }),
};
