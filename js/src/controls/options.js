// @ts-check
// The options of the fit.
import { button, html, put, say, set } from "../dom/index.js";
import { exponent } from "../geometry/index.js";
import { LIMITS } from "../kernel/index.js";
import { CHALLENGE, OPTIONS, powerOfTen, SHAPES } from "../words/index.js";

/** @import { Options } from "../types.js" */

/** The number of powers of ten offered for the variance floor, up to a tenth of the plot's smaller side, squared. */
const POWERS = 7;

/**
 * Variance floors to choose from: none, powers of ten below the data's own size, and the present one.
 * @param {number} side  the shorter range of the plot, in data units
 * @param {number} present
 */
export function floors(side, present) {
  const most = 2 * exponent(side) - 1;
  const offered = Array.from({ length: POWERS }, (_, i) => Number(`1e${most - POWERS + 1 + i}`));
  const all = new Set([0, ...offered, present]);
  return [...all].sort((a, b) => a - b);
}

/**
 * @param {object} on
 * @param {<Name extends keyof Options>(name: Name, value: Options[Name]) => void} on.setOption
 * @param {(on: boolean) => void} on.setShapes
 * @param {() => void} on.resetShapes
 */
export function createOptions({ setOption: onChange, setShapes, resetShapes }) {
  const covariance = html(
    "select",
    { "data-option": "covariance_type" },
    ...OPTIONS.covariances.map(([value, label]) => html("option", { value }, label)),
  );
  const floor = html("select", { "data-option": "reg_covar" });
  const limits = { type: "number", min: 1, max: LIMITS.iterations, step: 1, inputmode: "numeric" };
  const iterations = html("input", { "data-option": "max_iter", ...limits });
  const refusal = html("p", { class: "refusal", role: "alert", hidden: true });
  const shapes = button({ "data-action": "shapes", title: SHAPES.toggleTitle }, SHAPES.toggle);
  const reset = button({ "data-action": "reset-shapes", title: SHAPES.resetTitle }, SHAPES.reset);
  const node = html(
    "div",
    { class: "options", role: "group", "aria-label": OPTIONS.group },
    field(OPTIONS.covariance, OPTIONS.covarianceTitle, covariance),
    field(OPTIONS.floor, OPTIONS.floorTitle, floor),
    field(OPTIONS.iterations, OPTIONS.iterationsTitle, iterations),
    refusal,
  );
  let now = { covariance_type: "full", reg_covar: 0, max_iter: 0 };

  shapes.addEventListener("click", () => setShapes(shapes.getAttribute("aria-pressed") !== "true"));
  reset.addEventListener("click", resetShapes);
  covariance.addEventListener("change", () => onChange("covariance_type", covariance.value));
  floor.addEventListener("change", () => onChange("reg_covar", Number(floor.value)));
  iterations.addEventListener("change", () => {
    const wanted = Number(iterations.value);
    const possible = Number.isInteger(wanted) && wanted >= 1 && wanted <= LIMITS.iterations;
    // An empty field asks for nothing.
    const refused = iterations.value !== "" && !possible;
    if (possible) onChange("max_iter", wanted);
    say(refusal, refused ? OPTIONS.refused(iterations.value, LIMITS.iterations, now.max_iter) : "");
    iterations.value = String(now.max_iter);
  });

  return {
    node,
    /** Buttons: whether ellipses have handles, and back to the shapes that means stand for. */
    shapes: [shapes, reset],
    /**
     * @param {Options} options
     * @param {number} side  the shorter range of the plot, in data units
     * @param {boolean} shaped  whether ellipses have handles
     * @param {readonly string[]} [fixed]  the inputs that a challenge sets
     */
    update(options, side, shaped, fixed = []) {
      for (const select of [covariance, floor]) {
        const bound = fixed.includes(select.dataset.option ?? "");
        set(select, { disabled: bound, title: bound ? CHALLENGE.fixed : null });
      }
      for (const each of [shapes, reset]) put(each, { hidden: fixed.includes("start") });
      set(shapes, { "aria-pressed": shaped ? "true" : "false" });
      now = options;
      put(covariance, { value: options.covariance_type });
      const offered = floors(side, options.reg_covar).map(String);
      if (offered.join() !== [...floor.options].map(({ value }) => value).join()) {
        floor.replaceChildren(
          ...offered.map((value) =>
            html("option", { value }, value === "0" ? OPTIONS.none : powerOfTen(Number(value))),
          ),
        );
      }
      put(floor, { value: String(options.reg_covar) });
      // What is being typed stays.
      if (!iterations.matches(":focus")) put(iterations, { value: String(options.max_iter) });
    },
  };
}

/** @param {string} label @param {string} title @param {HTMLElement} control */
const field = (label, title, control) =>
  html("label", { class: "field", title }, html("span", { class: "label" }, label), control);
