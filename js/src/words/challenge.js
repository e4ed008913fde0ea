// @ts-check
// A challenge: how it stands, and its answer code. The task and the verdict are Python's.

export const CHALLENGE = {
  label: "Challenge",
  /** @param {string} name */
  group: (name) => `Challenge: ${name}`,
  passed: "Passed",
  notYet: "Not yet",
  score: "Score",
  record: "Record answer",
  recordTitle: "Make an answer code of the places where the means begin",
  /** @param {number} k */
  recordNumber: (k) => `Record K = ${k}`,
  recordHeld: "Let go of the mean first",
  numbers: "Starts recorded",
  /**
   * @param {number} k
   * @param {boolean} done
   */
  number: (k, done) => `K = ${k}${done ? ", recorded" : ", not recorded yet"}`,
  code: "Answer code",
  copy: "Copy",
  copied: "Copied",
  /** Why a control does nothing: the challenge sets it. */
  fixed: "The challenge sets this",
  nothing: "Nothing is recorded yet. You may record as often as you like: the last answer counts.",
  /** @param {number[]} numbers */
  missing: (numbers) =>
    `An answer needs more: choose K = ${numbers.join(", ")} below, and record a start for each.`,
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
  const worth = passed ? "passes" : "does not pass yet";
  const said = current ? `Recorded: it ${worth}.` : `Your recorded answer ${worth}.`;
  const todo = written
    ? "It stands in the answer cell below: run that cell."
    : `Copy the code into the answer cell, between the quotation marks of ${variable}.`;
  return `${said} ${todo}`;
}
