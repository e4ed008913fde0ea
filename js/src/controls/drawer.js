// @ts-check
// Controls that are not always needed, behind one button of the bar: editing of points, undo and redo,
// options of the fit and of playing. The drawer opens at the end of the panel, so that no other control
// moves.
import { button, createDisclosure, html, icon, put } from "../dom/index.js";
import { CONTROLS } from "../words/index.js";

const DOTS =
  "M3.4 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM12.6 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z";
const SPEEDS = [0.5, 1, 2, 4];
/** @type {Record<number, string>} */
const NAMES = { 0.5: "½×" };

/**
 * @param {(speed: number) => void} setSpeed
 * @param {object} parts
 * @param {Node[]} parts.hand  on its first line
 * @param {Node} parts.tools
 * @param {Node} parts.options
 * @param {Node[]} parts.more  on its last line
 */
export function createDrawer(setSpeed, { hand, tools, options, more }) {
  const speed = html(
    "select",
    { "data-option": "speed", "aria-label": CONTROLS.speed, title: CONTROLS.speed },
    ...SPEEDS.map((value) => html("option", { value }, NAMES[value] ?? `${value}×`)),
  );
  const views = html("div", { class: "drawer-views" });
  const node = html(
    "div",
    { class: "drawer", role: "group", "aria-label": CONTROLS.more },
    views,
    html("div", { class: "hand" }, hand[0], speed, ...hand.slice(1)),
    tools,
    options,
    html("div", { class: "pair" }, ...more),
  );
  const labels = { "aria-label": CONTROLS.more, title: CONTROLS.moreTitle };
  const toggle = button({ class: "btn door", "data-action": "options", ...labels }, icon(DOTS));
  const { close } = createDisclosure(toggle, node);
  speed.addEventListener("change", () => setSpeed(Number(speed.value)));

  return {
    node,
    toggle,
    /** Where the switch between views stands while it is not in sight. */
    views,
    close,
    /** @param {number} present  how fast it plays */
    update(present) {
      put(speed, { value: String(present) });
    },
  };
}
