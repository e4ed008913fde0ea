// @ts-check
// The bar: back, play, the two steps, the timeline, the number of components.
import { html, set, svg, write } from "./dom.js";
import { createOptions } from "./options.js";
import { createTimeline } from "./timeline.js";
import { createTravel } from "./travel.js";
import { CHALLENGE, CONTROLS, STEPS, WHY } from "./words/index.js";

/** @typedef {import("./shown.js").Options} Options */

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
 */

/**
 * @typedef {object} Playing
 * @property {number} cursor
 * @property {number} reach  the last cursor that can be shown now
 * @property {number} last  the last cursor of the whole fit
 * @property {number} components
 * @property {number} points
 * @property {boolean} playing
 * @property {boolean} held
 * @property {Options} options
 * @property {{undo: number, redo: number}} history  steps each way
 * @property {boolean} shapes  whether ellipses have handles
 * @property {number} side  the shorter range of the plot, in data units
 * @property {number | null} [fault]  the cursor of a fault
 * @property {readonly string[]} [fixed]  the inputs that a challenge sets
 * @property {import("./words/index.js").Steps} [steps]  what the two steps are called
 */

const ICONS = {
  toStart: "M13 2.5v11L5.5 8zM3 2.5h2v11H3z",
  back: "M10.8 2.2 12.2 3.6 7.8 8l4.4 4.4-1.4 1.4L5 8z",
  play: "M4 2.2v11.6L13.5 8z",
  pause: "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z",
};

const MOST = 10;

/**
 * Which buttons work just now, and why the others do not.
 * @param {Omit<Playing, "options" | "side" | "history">} now
 */
export function enabled({ cursor, reach, components, points, held, fixed = [], steps = STEPS }) {
  const atEnd = cursor >= reach;
  const odd = cursor % 2 === 1;
  const stuck = held ? WHY.held : atEnd ? WHY.end : "";
  const most = Math.min(MOST, points);
  const bound = held ? WHY.held : fixed.includes("n_components") ? CHALLENGE.fixed : "";
  const full = components < MOST ? WHY.points : WHY.most;
  return {
    toStart: held ? WHY.held : cursor === 0 ? WHY.first : "",
    back: held ? WHY.held : cursor === 0 ? WHY.first : "",
    play: held ? WHY.held : reach === 0 ? WHY.nothing : "",
    e: stuck || (odd ? steps.needsM : ""),
    m: stuck || (odd ? "" : steps.needsE),
    add: bound || (components < most ? "" : full),
    remove: bound || (components > 1 ? "" : WHY.least),
  };
}

/**
 * @param {Actions} actions
 * @param {{toggle: Node, node: Node}} tools  for the points
 * @param {Node[]} more  that stands beside the options
 * @param {import("./room.js").Room} room
 */
export function createControls(actions, tools, more, room) {
  /** @type {Playing | null} */
  let now = null;
  const playIcon = svg("path");
  const playText = html("span");
  const buttons = {
    toStart: button("to-start", CONTROLS.toStart, icon(svg("path", { d: ICONS.toStart }))),
    back: button("back", CONTROLS.back, icon(svg("path", { d: ICONS.back }))),
    play: button("play", "", icon(playIcon), playText),
    e: button("e-step", ""),
    m: button("m-step", ""),
    remove: button("remove", CONTROLS.remove, "\u2212"),
    add: button("add", CONTROLS.add, "+"),
  };
  for (const each of [buttons.e, buttons.m]) each.classList.add("grow");
  for (const each of [buttons.add, buttons.remove]) each.className = "";

  const timeline = createTimeline(actions.goTo);
  const options = createOptions(actions, more);
  const travel = createTravel(actions);
  const value = html("span", { class: "val k-value" });
  const node = html(
    "div",
    { class: "bar" },
    html(
      "div",
      { class: "go", role: "group", "aria-label": CONTROLS.group },
      buttons.toStart,
      buttons.back,
      buttons.play,
      html("span", { class: "sep" }),
      buttons.e,
      buttons.m,
    ),
    timeline.node,
    html(
      "div",
      { class: "k", role: "group", "aria-label": CONTROLS.components },
      html("span", { class: "label", "aria-hidden": "true" }, CONTROLS.componentsShort),
      html("div", { class: "stepper" }, buttons.remove, value, buttons.add),
      html("div", { class: "extras" }, travel.node, tools.toggle, options.toggle),
    ),
    tools.node,
    options.node,
  );

  /** @type {[keyof typeof buttons, (now: Playing) => void][]} */
  const clicks = [
    ["toStart", () => actions.goTo(0)],
    ["back", () => actions.move(-1)],
    ["play", () => actions.togglePlay()],
    ["e", () => actions.move(1)],
    ["m", () => actions.move(1)],
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
    timeline: timeline.input,
    /** Whether a key was for undo or redo. */
    key: travel.key,
    /**
     * @param {Playing} next
     * @param {number} fallback  width of the timeline, where it has none yet
     */
    update(next, fallback) {
      now = next;
      const { cursor, reach, last, components, playing, fault = null, steps = STEPS } = next;
      const why = enabled(next);
      /** @type {Record<keyof typeof buttons, string>} */
      const titles = {
        toStart: CONTROLS.toStart,
        back: CONTROLS.back,
        play: cursor >= reach ? CONTROLS.again : CONTROLS.playTitle,
        e: steps.eTitle,
        m: steps.mTitle,
        add: CONTROLS.add,
        remove: CONTROLS.remove,
      };
      for (const name of /** @type {(keyof typeof buttons)[]} */ (Object.keys(buttons))) {
        set(buttons[name], {
          "aria-disabled": why[name] ? "true" : null,
          "aria-description": why[name] || null,
          title: why[name] || titles[name],
        });
      }
      for (const name of /** @type {const} */ (["e", "m"])) {
        buttons[name].classList.toggle("next-step", !why[name]);
        write(buttons[name], steps[name]);
      }
      set(playIcon, { d: playing ? ICONS.pause : ICONS.play });
      write(playText, playing ? CONTROLS.pause : CONTROLS.play);
      write(value, String(components));
      travel.update(next.history, next.held);
      options.update(next.options, next.side, next.shapes, next.fixed);
      // The buttons beside it have their names now, and leave it so much room.
      timeline.update(cursor, last, room.widthOf(timeline.node) || fallback, steps, fault);
    },
  };
}

/**
 * @param {string} action
 * @param {string} label
 * @param {...(Node | string)} content
 */
const button = (action, label, ...content) =>
  html(
    "button",
    { type: "button", class: "btn", "data-action": action, "aria-label": label || null },
    ...content,
  );

/** @param {Element} path */
const icon = (path) => svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
