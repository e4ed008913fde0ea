// @vitest-environment node
// What checks the workflows finds what is wrong with them, and there is nothing wrong with ours.
import { describe, expect, test } from "vitest";
import { faults, workflows } from "../actions.js";

const CHECKOUT = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0";
const workflow = (step, job = "runs-on: ubuntu-latest") =>
  `on: push\njobs:\n  one:\n    ${job}\n    steps:\n      - ${step}\n`;

describe("a workflow", () => {
  test.each([
    ["an action that is pinned", workflow(`uses: ${CHECKOUT}`)],
    ["a command", workflow("run: python -m nox")],
  ])("may have %s", async (_, text) => {
    expect(await faults("x.yml", text)).toEqual([]);
  });

  test.each([
    [
      "an action by its tag",
      workflow("uses: actions/checkout@v5"),
      "x.yml:6: pin actions/checkout@v5",
    ],
    ["a commit of no named version", workflow(`uses: ${CHECKOUT.slice(0, 57)}`), "x.yml:6: pin"],
    [
      "a value that nobody sets",
      workflow("if: matrix.python\n        run: ls"),
      'property "python"',
    ],
    ["a machine that there is not", workflow("run: ls", "runs-on: ubuntu-next"), "ubuntu-next"],
    ["a key that there is not", workflow("runs: ls"), '"runs"'],
    ["a shape that is none", "on: push\njobs: 3\n", "jobs"],
  ])("may not have %s", async (_, text, said) => {
    expect((await faults("x.yml", text)).join("\n")).toContain(said);
  });

  test("of ours has no fault", async () => {
    const ours = await workflows();
    expect(Object.keys(ours)).toContain("tests.yml");
    for (const [name, text] of Object.entries(ours)) expect(await faults(name, text)).toEqual([]);
  });
});
