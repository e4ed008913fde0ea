// The plan of the front end's folders: which way imports point, and through which doors.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..", "src");
const ORDER = [
  ["dom", "geometry"],
  ["words"],
  ["kernel"],
  ["gestures", "panel", "challenge", "controls"],
  ["state", "plot"],
  ["views"],
  ["view.js"],
  ["index.js", "export"],
];
const LEVEL = Object.fromEntries(ORDER.flatMap((rooms, i) => rooms.map((room) => [room, i])));
const IMPORT = /^(?:import|export)\b[^;"']*?["'](\.[^"']+)["']/gm;
const TYPE = /@import\b[^*]*?from "(\.[^"]+)"|import\("(\.[^"]+)"\)/g;

const files = readdirSync(SOURCE, { encoding: "utf8", recursive: true })
  .map((file) => file.split(sep).join("/"))
  .filter((file) => file.endsWith(".js"));

/** The paths, below the sources, that a pattern finds in a file. */
function found(file, pattern) {
  const path = join(SOURCE, file);
  return [...readFileSync(path, "utf8").matchAll(pattern)].map((match) => {
    const target = resolve(dirname(path), match[1] ?? match[2]);
    return relative(SOURCE, target).split(sep).join("/");
  });
}

const room = (file) => file.split("/")[0];
const inside = (file, folder) => folder === "." || file.startsWith(`${folder}/`);

test("every folder is in the plan", () => {
  expect([...new Set(files.map(room))].sort()).toEqual(Object.keys(LEVEL).sort());
});

test.each(files)("%s imports only what stands before it", (file) => {
  for (const target of found(file, IMPORT)) {
    if (room(target) !== room(file)) {
      expect(LEVEL[room(target)], `${file} imports ${target}`).toBeLessThan(LEVEL[room(file)]);
    }
  }
});

test.each(files)("%s enters other folders by their faces", (file) => {
  for (const target of found(file, IMPORT)) {
    const folder = posix.dirname(target);
    const isFace = posix.basename(target) === "index.js";
    if (inside(file, folder)) {
      const own = isFace && folder !== "." && posix.dirname(file) === folder;
      expect(own, `${file} imports its own folder's face`).toBe(false);
    } else {
      expect(isFace, `${file} looks behind the face of ${folder}`).toBe(true);
      expect(inside(file, posix.dirname(folder)), `${folder} is private to its parent`).toBe(true);
    }
  }
});

test.each(files)("%s takes the types of other folders from types.d.ts", (file) => {
  for (const target of found(file, TYPE)) {
    const known = target === "types.js" || posix.dirname(target) === posix.dirname(file);
    expect(known, `${file} takes a type from ${target}`).toBe(true);
  }
});
