// What Python wrote for tests/contract: the bytes, and every number in them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeViewData } from "../../src/kernel/viewdata.js";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "tests", "contract", "fixtures");

/** @param {string} name  of a picture */
export function readFixture(name) {
  const bytes = readFileSync(join(FOLDER, `${name}.picture`));
  const { header, sections } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  const trait = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { trait, picture: decodeViewData(bytes), header, sections };
}
