// Makes the bundle: the widget and the saved page, each a script and a style sheet. The scripts open
// with the licences of the packages that are in them; THIRD_PARTY_LICENSES.txt has the same text.
// `node build.js --watch` goes on, and makes it again whenever a source changes.
import { readFile, writeFile } from "node:fs/promises";
import { build, context } from "esbuild";

const OPTIONS = {
  entryPoints: [
    { in: "src/index.js", out: "widget" },
    { in: "src/css/index.css", out: "widget" },
    { in: "src/export/index.js", out: "page" },
  ],
  bundle: true,
  define: { "define.amd": "false" },
  format: "esm",
  minify: true,
  outdir: "../src/gmm_widget/static",
  target: "es2020",
};

/** The names of the packages of which something is in the scripts, in order. */
async function packages() {
  const { metafile } = await build({ ...OPTIONS, metafile: true, write: false });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  );
  const names = used.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** The licence of a package, below its name and version. */
async function licence(name) {
  const { version, license } = JSON.parse(
    await readFile(`node_modules/${name}/package.json`, "utf8"),
  );
  const text = await readFile(`node_modules/${name}/LICENSE`, "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

const licences = await Promise.all((await packages()).map(licence));
await writeFile("../THIRD_PARTY_LICENSES.txt", licences.join("\n\n"));
const options = { ...OPTIONS, banner: { js: licences.map((text) => `/*! ${text}*/`).join("\n") } };

if (process.argv.includes("--watch")) {
  await (await context({ ...options, logLevel: "info" })).watch();
} else {
  await build({ ...options, logLevel: "warning" });
}
