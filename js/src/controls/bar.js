// @ts-check
// The bar: back, play, the next step, the timeline, the number of components, and the button that opens
// the drawer.

import { button, html, icon, refuse, set, write } from "../dom/index.js";
import { LIMITS } from "../kernel/index.js";
import { CHALLENGE, CONTROLS, STEPS, WHY } from "../words/index.js";
import { createDrawer } from "./drawer.js";
import { createOptions } from "./options.js";
import { createTimeline } from "./timeline.js";
import { createTravel } from "./undo.js";

/** @import { Options, Widths, Steps } from "../types.js" */

/**
 * @typedef {object} Actions
 * @property {(cursor: number) => void} goTo
 * @property {(steps: number) => void} move
 * @property {() => void} togglePlay
 * @property {(count: number) => void} setComponents
 * @property {<Name extends keyof Options>(name: Name, value: Options[Name]) => void} setOption
 * @property {(on: boolean) => void} setShapes
 * @property {() => void} resetShapes
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {(speed: number) => void} setSpeed
 */

/**
 * @typedef {object} Playing
 * @property {number} cursor
 * @property {number} reach  the last cursor that can be shown now
 * @property {number} last  the last cursor of the whole fit
 * @property {number} components
 * @property {number} points
 * @property {boolean} playing
 * @property {number} speed  of playing; 1 is the usual
 * @property {boolean} held
 * @property {Options} options
 * @property {{undo: number, redo: number}} history  steps each way
 * @property {boolean} shapes  whether ellipses have handles
 * @property {number} side  the shorter range of the plot, in data units
 * @property {number | null} [fault]  the cursor of a fault
 * @property {readonly string[]} [fixed]  the inputs that a challenge sets
 * @property {Steps} [steps]  what the two steps are called
 */

const ICONS = {
  toStart: "M13 2.5v11L5.5 8zM3 2.5h2v11H3z",
  toEnd: "M3 2.5v11L10.5 8zM11 2.5h2v11h-2z",
  back: "M10.8 2.2 12.2 3.6 7.8 8l4.4 4.4-1.4 1.4L5 8z",
  play: "M4 2.2v11.6L13.5 8z",
  pause: "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z",
};

/** The key for the next step, and with Shift for the last one. */
const STEP_KEY = "s";
/** What a letter is typed into, or chooses in. */
const TYPED =
  'input:not([type="range"]):not([type="radio"]):not([type="checkbox"]), select, textarea';

/**
 * Which buttons work just now, and why the others do not.
 * @param {Pick<Playing, "cursor" | "reach" | "components" | "points" | "held" | "fixed">} now
 */
export function enabled({ cursor, reach, components, points, held, fixed = [] }) {
  const stuck = held ? WHY.held : cursor >= reach ? WHY.end : "";
  const most = Math.min(LIMITS.components, points);
  const bound = held ? WHY.held : fixed.includes("n_components") ? CHALLENGE.fixed : "";
  const full = components < LIMITS.components ? WHY.points : WHY.most;
  return {
    toStart: held ? WHY.held : cursor === 0 ? WHY.first : "",
    back: held ? WHY.held : cursor === 0 ? WHY.first : "",
    play: held ? WHY.held : reach === 0 ? WHY.nothing : "",
    step: stuck,
    toEnd: stuck,
    add: bound || (components < most ? "" : full),
    remove: bound || (components > 1 ? "" : WHY.least),
  };
}

/**
 * @param {Actions} actions
 * @param {{toggle: Node, node: Node}} tools  for the points
 * @param {Node[]} more  that stands beside the options
 * @param {Widths} widths
 */
export function createControls(actions, tools, more, widths) {
  /** @type {Playing | null} */
  let now = null;
  const playIcon = icon(null);
  // Both names lie in one place: a button is as wide whichever is shown.
  const [playText, stepText] = [0, 1].map(() => html("span", { class: "as-wide" }));
  /** @param {string} name @param {string} label @param {string} d */
  const end = (name, label, d) =>
    button({ class: "end", "data-action": name, "aria-label": label }, icon(d));
  /** @param {string} name @param {string} label @param {string} sign */
  const one = (name, label, sign) =>
    button({ class: "", "data-action": name, "aria-label": label }, sign);
  const keys = { "aria-keyshortcuts": STEP_KEY.toUpperCase() };
  const buttons = {
    back: button({ "data-action": "back", "aria-label": CONTROLS.back }, icon(ICONS.back)),
    play: button({ "data-action": "play" }, playIcon, playText),
    step: button({ class: "btn step next-step", "data-action": "e-step", ...keys }, stepText),
    toStart: end("to-start", CONTROLS.toStart, ICONS.toStart),
    toEnd: end("to-end", CONTROLS.toEnd, ICONS.toEnd),
    remove: one("remove", CONTROLS.remove, "\u2212"),
    add: one("add", CONTROLS.add, "+"),
  };

  const timeline = createTimeline(actions.goTo);
  const options = createOptions(actions);
  const travel = createTravel(actions);
  const drawer = createDrawer(actions.setSpeed, {
    hand: [tools.toggle, travel.node],
    tools: tools.node,
    options: options.node,
    more: [...options.shapes, ...more],
  });
  const value = html("span", { class: "val k-value" });
  const node = html(
    "div",
    { class: "bar" },
    html(
      "div",
      { class: "go", role: "group", "aria-label": CONTROLS.group },
      buttons.back,
      buttons.play,
      buttons.step,
    ),
    html("div", { class: "film" }, buttons.toStart, timeline.node, buttons.toEnd),
    html(
      "div",
      { class: "k", role: "group", "aria-label": CONTROLS.components },
      html("span", { class: "label", "aria-hidden": "true" }, CONTROLS.componentsShort),
      html("div", { class: "stepper" }, buttons.remove, value, buttons.add),
    ),
    drawer.toggle,
  );

  /** @type {[keyof typeof buttons, (now: Playing) => void][]} */
  const clicks = [
    ["toStart", () => actions.goTo(0)],
    ["back", () => actions.move(-1)],
    ["play", () => actions.togglePlay()],
    ["step", () => actions.move(1)],
    ["toEnd", ({ reach }) => actions.goTo(reach)],
    ["remove", ({ components }) => actions.setComponents(components - 1)],
    ["add", ({ components }) => actions.setComponents(components + 1)],
  ];
  for (const [name, act] of clicks) {
    buttons[name].addEventListener("click", () => {
      if (now && !enabled(now)[name]) act(now);
    });
  }

  return {
    node,
    drawer,
    timeline: timeline.input,
    /**
     * Undo and redo, and one key for the next step: the focus stays where it is.
     * @param {KeyboardEvent} event
     * @returns {boolean} whether it was one of ours
     */
    key(event) {
      if (travel.key(event)) return true;
      const { key, shiftKey, target } = event;
      if (key.toLowerCase() !== STEP_KEY || event.ctrlKey || event.metaKey || event.altKey)
        return false;
      if (/** @type {Element} */ (target).closest(TYPED)) return false;
      event.preventDefault();
      event.stopPropagation();
      if (now && !enabled(now)[shiftKey ? "back" : "step"]) actions.move(shiftKey ? -1 : 1);
      return true;
    },
    /**
     * @param {Playing} next
     * @param {number} fallback  width of the timeline, where it has none yet
     */
    update(next, fallback) {
      now = next;
      const { cursor, reach, last, components, playing, fault = null, steps = STEPS } = next;
      const why = enabled(next);
      const odd = cursor % 2 === 1;
      /** @type {Record<keyof typeof buttons, string>} */
      const titles = {
        toStart: CONTROLS.toStart,
        back: CONTROLS.back,
        play: cursor >= reach ? CONTROLS.again : CONTROLS.playTitle,
        step: CONTROLS.byKey(odd ? steps.mTitle : steps.eTitle),
        toEnd: CONTROLS.toEnd,
        add: CONTROLS.add,
        remove: CONTROLS.remove,
      };
      for (const name of /** @type {(keyof typeof buttons)[]} */ (Object.keys(buttons))) {
        refuse(buttons[name], why[name], titles[name]);
      }
      set(buttons.step, { "data-action": odd ? "m-step" : "e-step" });
      name(stepText, ...swapped([steps.e, steps.m], odd));
      set(playIcon.children[0], { d: playing ? ICONS.pause : ICONS.play });
      name(playText, ...swapped([CONTROLS.play, CONTROLS.pause], playing));
      write(value, String(components));
      travel.update(next.history, next.held);
      drawer.update(next.speed);
      options.update(next.options, next.side, next.shapes, next.fixed);
      // The buttons beside it have their names now, and leave it so much widths.
      timeline.update(cursor, last, widths.widthOf(timeline.node) || fallback, steps, fault);
    },
  };
}

/**
 * @param {[string, string]} pair
 * @param {boolean} other  whether the second comes first
 * @returns {[string, string]}
 */
const swapped = ([one, two], other) => (other ? [two, one] : [one, two]);

/** @param {Element} node @param {string} shown @param {string} other  which would have room as well */
function name(node, shown, other) {
  write(node, shown);
  set(node, { "data-as": other });
}
