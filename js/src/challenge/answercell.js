// @ts-check
// The notebook's answer cell: the code is inserted between its quotation marks, as if typed, so that undo
// works and the rest of the cell is kept.
//
// Only JupyterLab and Notebook 7 have their cells in the same page as the widget. Elsewhere, and whenever
// the cell is not exactly as expected, nothing is changed.

/** Frames to wait until the editor has taken what was typed. */
const FRAMES = 30;
const CELL = ".jp-Cell";
const LINE = ".cm-line";

/**
 * Write a code into the next cell that says `variable = ""`, or holds an older code there.
 * @param {Element} widget
 * @param {string} variable
 * @param {string} code
 * @returns {Promise<boolean>} whether it stands there
 */
export async function writeAnswer(widget, variable, code) {
  const place = find(widget, variable);
  if (!place) return false;
  const { content, index, text, from, to } = place;
  const wanted = text.slice(0, from) + code + text.slice(to);
  if (wanted === text) return true;
  const page = content.ownerDocument;
  const focused = page.activeElement;
  type(content, content.querySelectorAll(LINE)[index], from, to, code);
  const stands = await settled(content, index, wanted);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return stands;
}

/**
 * @typedef {object} Place  in a line of an editor, between two quotation marks
 * @property {HTMLElement} content
 * @property {number} index  of the line
 * @property {string} text  of the line
 * @property {number} from
 * @property {number} to
 */

/** @param {Element} widget @param {string} variable @returns {Place | null} */
export function find(widget, variable) {
  const home = widget.closest(CELL);
  const cells = [...(home?.parentElement?.children ?? [])].filter((node) => node.matches(CELL));
  // A notebook that draws only the cells in sight numbers them.
  const place = (/** @type {Element} */ cell) =>
    Number(cell.getAttribute("data-windowed-list-index"));
  cells.sort((a, b) => place(a) - place(b));
  for (const cell of home ? cells.slice(cells.indexOf(home) + 1) : []) {
    const found = cell.matches(".jp-CodeCell") ? placeIn(cell, variable) : null;
    if (found) return found;
  }
  return null;
}

/** @param {Element} cell @param {string} variable @returns {Place | null} */
function placeIn(cell, variable) {
  const content = /** @type {HTMLElement | null} */ (cell.querySelector(".cm-content"));
  if (content?.getAttribute("contenteditable") !== "true") return null;
  const empty = new RegExp(`^${variable}\\s*=\\s*(["'])((?:gmm1\\.[\\w.-]*)?)\\1\\s*(?:#.*)?$`);
  const texts = [...content.querySelectorAll(LINE)].map((line) => line.textContent ?? "");
  const fitting = texts.flatMap((text, index) => (empty.test(text) ? [index] : []));
  if (fitting.length !== 1) return null;
  const [index] = fitting;
  const text = texts[index];
  const [, quote, old] = /** @type {RegExpExecArray} */ (empty.exec(text));
  const from = text.indexOf(quote) + 1;
  return { content, index, text, from, to: from + old.length };
}

/**
 * @param {HTMLElement} content
 * @param {Element} line
 * @param {number} from
 * @param {number} to
 * @param {string} text
 */
function type(content, line, from, to, text) {
  const page = content.ownerDocument;
  const range = page.createRange();
  range.setStart(...at(line, from));
  range.setEnd(...at(line, to));
  content.focus({ preventScroll: true });
  const selection = page.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  page.execCommand("insertText", false, text);
}

/**
 * The text node and the place in it of a character of a line.
 * @param {Element} line
 * @param {number} offset
 * @returns {[Node, number]}
 */
function at(line, offset) {
  const walk = line.ownerDocument.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const size = node.textContent?.length ?? 0;
    if (left <= size) return [node, left];
    left -= size;
  }
  return [line, line.childNodes.length];
}

/** @param {HTMLElement} content @param {number} index @param {string} wanted */
async function settled(content, index, wanted) {
  for (let frame = 0; frame < FRAMES; frame += 1) {
    if (content.querySelectorAll(LINE)[index]?.textContent === wanted) return true;
    await new Promise((next) => requestAnimationFrame(next));
  }
  return false;
}
