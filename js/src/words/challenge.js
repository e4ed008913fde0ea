// @ts-check
// A challenge: its progress and its answer code. The task and the verdict come from Python.
import { WHY } from "./controls.js";
import { say } from "./say.js";

export const CHALLENGE = {
  label: say("Challenge"),
  /** @param {string} name */
  group: (name) => say("Challenge: {name}", { name }),
  passed: say("Passed"),
  notYet: say("Not yet"),
  score: say("Score"),
  record: say("Record answer"),
  recordTitle: say("Create an answer code from the places where the means start"),
  /** @param {number} k */
  recordNumber: (k) => say("Record K = {k}", { k }),
  recordHeld: WHY.held,
  numbers: say("Starts recorded"),
  /** @param {number} k @param {boolean} done */
  number: (k, done) =>
    done ? say("K = {k}, recorded", { k }) : say("K = {k}, not recorded yet", { k }),
  code: say("Answer code"),
  copy: say("Copy"),
  copied: say("Copied"),
  /** Why a control does nothing: the challenge sets it. */
  fixed: say("The challenge sets this"),
  nothing: say(
    "Nothing has been recorded yet. You may record as often as you like: the last answer counts.",
  ),
  /** @param {number[]} numbers */
  missing: (numbers) =>
    say("The answer is not complete: choose K = {numbers} below, and record a start for each.", {
      numbers: numbers.join(", "),
    }),
};

/**
 * What an answer is worth that is recorded, and what to do with it.
 * @param {object} answer
 * @param {boolean} answer.passed
 * @param {boolean} answer.current  whether it is what is shown
 * @param {boolean} answer.written  whether it stands in the notebook's answer cell
 * @param {string} answer.variable
 */
export function recorded({ passed, current, written, variable }) {
  const shown = passed ? say("Recorded: it passes.") : say("Recorded: it does not pass yet.");
  const kept = passed
    ? say("Your recorded answer passes.")
    : say("Your recorded answer does not pass yet.");
  const todo = written
    ? say("It is in the answer cell below: run that cell.")
    : say("Copy the code into the answer cell, between the quotation marks of {variable}.", {
        variable,
      });
  return `${current ? shown : kept} ${todo}`;
}
