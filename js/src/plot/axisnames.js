// @ts-check
// The names of the two axes; with more than two columns, a choice of them.
import { html, keep, put, set, write } from "../dom/index.js";
import { OPTIONS } from "../words/index.js";

/** Pixels that a letter takes, and what stands around the letters: of a name, and of a choice. */
const [LETTER, AROUND, ARROW] = [7, 8, 26];

/**
 * How many pixels the name of an axis takes, at most.
 * @param {string} name
 * @param {boolean} many  whether it is a choice
 */
export const nameWidth = (name, many) => LETTER * name.length + (many ? ARROW : AROUND);

/** @param {(axis: 0 | 1, column: number) => void} onChoose */
export function createAxisNames(onChoose) {
  const parts = /** @type {const} */ (["x", "y"]).map((letter, i) => {
    const axis = /** @type {0 | 1} */ (i);
    // Out of its place it would only puzzle: the summary of the plot names both.
    const name = html("span", { class: `${letter}-name`, "aria-hidden": "true" });
    const choice = html("select", {
      class: `${letter}-axis`,
      "data-option": `${letter}-axis`,
      "aria-label": axis ? OPTIONS.yAxis : OPTIONS.xAxis,
      hidden: true,
    });
    choice.addEventListener("change", () => onChoose(axis, Number(choice.value)));
    return { name, choice };
  });
  return {
    x: [parts[0].name, parts[0].choice],
    y: [parts[1].name, parts[1].choice],
    /** @param {string[]} columns @param {[number, number]} axes */
    update(columns, axes) {
      const many = columns.length > 2;
      parts.forEach(({ name, choice }, axis) => {
        write(name, columns[axes[axis]]);
        put(name, { hidden: many });
        put(choice, { hidden: !many });
        const options = keep(choice, many ? columns.length : 0, () => html("option"));
        options.forEach((option, column) => {
          set(option, { value: column });
          write(option, columns[column]);
        });
        if (many) put(choice, { value: String(axes[axis]) });
      });
    },
  };
}
