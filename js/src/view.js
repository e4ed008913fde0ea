// @ts-check
// One view of a widget: its own DOM, its own inspected point; everything else belongs to the store.

import { createChallenge } from "./challenge/index.js";
import { createBeside, createControls, createSwitch, createWorkBar } from "./controls/index.js";
import {
  createScheme,
  createStory,
  createWidths,
  html,
  isNotebooks,
  markKeys,
  say,
  set,
  watchOverflow,
  write,
} from "./dom/index.js";
import { PALETTE } from "./geometry/index.js";
import { createFaultReport } from "./panel/index.js";
import { createPlot, createSave } from "./plot/index.js";
import { VIEWS } from "./views/index.js";
import * as words from "./words/index.js";

/** @import { Film, Look, Sentence, Snapshot, Store, View, ViewKind } from "./types.js" */

const FALLBACK_WIDTH = 560;
const PANEL_WIDTH = 304;
/** Letters of a sentence's body that fit in two lines of a narrow widget. */
const SHORT = 90;

/**
 * @param {HTMLElement} host
 * @param {Store} store
 * @param {readonly ViewKind[]} [kinds]
 * @returns {() => void} remove the view
 */
export function createView(host, store, kinds = VIEWS) {
  const page = host.ownerDocument;
  const title = html("h3");
  const story = createStory();
  const alarm = html("p", { class: "alarm", role: "alert", hidden: true });
  const views = createSwitch(kinds, store.setView);
  const widths = createWidths(draw);
  const plot = createPlot(store, draw, widths);
  const save = createSave({ figure: plot.node, name: fileName });
  const controls = createControls(store, plot.tools, [save], widths);
  const { drawer } = controls;
  const workBar = createWorkBar(store.stop);
  const report = createFaultReport(store.goTo);
  const pane = html("div", { class: "pane" });
  const side = html("aside", { class: "side", "aria-label": words.PANEL.region }, pane);
  const column = html("div", { class: "column" }, drawer.node, side);
  controls.node.prepend(workBar.node);
  const told = html("div", { class: "told" }, story.node, alarm);
  const head = html("div", { class: "head" }, title, told, views.node);
  const frame = html(
    "div",
    { class: "frame" },
    head,
    plot.node,
    report.node,
    controls.node,
    column,
  );
  const sheet = html("div", { class: "sheet" }, frame);
  const root = html(
    "section",
    { class: "gmm", ...words.LANGUAGE, "aria-label": words.REGION },
    sheet,
  );
  const challenge = createChallenge({ act: store.act, redraw: draw });
  const beside = createBeside(host, draw);
  host.append(root);

  const schemes = createScheme(page, draw);
  /** @type {{kind: ViewKind, view: View} | null} */
  let chosen = null;

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const closed =
        views.close() || store.giveUp() || plot.escape() || drawer.close() || beside.close();
      if (closed) event.stopPropagation();
      draw();
      return;
    }
    if (!controls.key(event) && !isNotebooks(event)) event.stopPropagation();
  });

  /** The name of the file of a saved picture. */
  function fileName() {
    const { view, cursor } = store.snapshot();
    return `gmm-${view}-${cursor}.png`;
  }

  /** The view to draw: the one that is asked for, or else the first. @param {string} name */
  function choose(name) {
    const kind = kinds.find((each) => each.name === name) ?? kinds[0];
    if (chosen?.kind === kind) return chosen;
    chosen?.view.destroy();
    const view = kind.create({ store, redraw: draw, plot: plot.plot });
    chosen = { kind, view };
    pane.replaceChildren(...view.panel);
    plot.host(view);
    return chosen;
  }

  /**
   * Where the switch between views stands: in sight, or with the rest.
   * @param {"all" | "simple"} controls
   */
  function place(controls) {
    const home = controls === "simple" ? drawer.views : head;
    if (views.node.parentNode !== home) home.append(views.node);
  }

  function draw() {
    const now = store.snapshot();
    const { film, points } = now;
    const scheme = schemes.of(now.theme);
    const { kind, view } = choose(now.view);
    const near = beside.of(now.beside);
    const coming = kind.hasData && !now.viewData;
    set(root, {
      "data-scheme": scheme,
      "data-view": kind.name,
      "data-coming": coming,
      "data-cursor": now.cursor,
      "data-controls": now.controls,
      "data-part": near?.part,
      "data-busy": now.busy ? "true" : "false",
      "data-status": film?.status,
      "data-held": now.held,
      "data-owed": now.owed,
      "data-other": now.owed && !now.seeded,
    });
    place(now.controls);
    if (now.challenge) {
      if (!challenge.node.parentNode) sheet.prepend(challenge.node);
      challenge.update(now.challenge, {
        components: now.components,
        held: now.held !== null,
        busy: now.busy,
        acting: now.acting,
      });
    }
    say(alarm, now.error);
    say(plot.notice, now.waiting ? words.waiting(now.owed, now.stopping) : "");
    views.update(kind, coming);
    plot.wait(coming ? words.VIEWS.coming(kind.label) : "");
    workBar.update(now.work);
    const working = now.work?.what;
    if (!film || !points || points.n !== film.n) {
      write(title, words.title(now.components));
      const sentence = { lead: now.error ? "" : words.LOADING, body: "", next: "" };
      story.tell(sentence, false, false, working);
      return;
    }
    if (near) {
      if (!beside.node.parentNode) sheet.prepend(beside.node);
      beside.update(near.title, now.owed ? "" : words.ended(film.status, film.T));
    }
    const geometry = plot.lay(now, film, points, near?.part === "large" ? null : near);
    const drawing = {
      now,
      film,
      geometry,
      colours: PALETTE[scheme].slice(0, film.K),
      scheme,
      digits: words.tableDigits([geometry.xDomain, geometry.yDomain], geometry.equal),
      panelWidth: widths.widthOf(pane) || PANEL_WIDTH,
      beside: near?.part === "large" ? undefined : near?.curves,
    };
    const look = view.update(drawing);
    if (near?.part !== "lead") plot.draw(drawing, look);
    set(root, {
      "data-picked": plot.picked,
      "data-tool": plot.tools.tool,
      // Whoever has not dragged anything yet is shown that it can be done.
      "data-inviting": now.inviting && now.cursor === 0 && !now.playing && !now.shapes,
    });
    root.classList.toggle("unseen", !plot.coloured);
    write(title, look.title ?? words.title(now.components));
    const moving = inHand(now, film, look);
    // A slider says its own value: two voices would be too many.
    const owed = now.held === null && !now.stroke ? now.owed : null;
    const quiet =
      now.playing || look.passing || moving !== null || controls.timeline.matches(":focus");
    const over = film.ends(now.cursor);
    const wrong = now.cursor === film.fault?.cursor && !owed;
    const ill = (wrong || (over && film.ill)) && !look.sentence && !owed;
    const shown = owed === "late" ? words.OWED : (look.sentence ?? film.sentence(now.cursor));
    const count = now.edited?.points.n ?? film.n;
    const sentence = now.deed ? words.did(now.deed.op, count, shown) : shown;
    const [told, more] = wrong && !moving ? shortened(sentence) : [moving ?? sentence, ""];
    // The first sentence of another fit would soon be replaced: the last one stays, faded.
    const right = owed !== "soon" || now.deed || (now.seeded && now.cursor === 0);
    if (right) story.tell(told, quiet, ill, working, more || (wrong ? "" : film.fault?.lead));
    report.update(film, now.cursor, now.held === null && !owed, told);
    controls.update(
      {
        cursor: now.cursor,
        reach: now.reach,
        last: now.owed ? Math.max(now.cursor, 2 * film.T) : 2 * film.T,
        fault: now.owed ? null : (film.fault?.cursor ?? null),
        components: now.components,
        points: film.n,
        playing: now.playing,
        speed: now.speed,
        held: moving !== null,
        steps: look.steps ?? words.STEPS,
        options: now.options,
        history: now.history,
        fixed: now.challenge?.fixed ?? [],
        shapes: now.shapes,
        side: Math.min(...[geometry.xDomain, geometry.yDomain].map(([low, high]) => high - low)),
      },
      widths.widthOf(root) || FALLBACK_WIDTH,
    );
  }

  const unsubscribe = store.subscribe(draw);
  const unmark = markKeys(root);
  const unwatch = [watchOverflow(side, pane), watchOverflow(told, story.node)];
  draw();

  return () => {
    unsubscribe();
    unmark();
    for (const stop of unwatch) stop();
    schemes.destroy();
    widths.destroy();
    chosen?.view.destroy();
    plot.destroy();
    root.remove();
  };
}

/**
 * A sentence about a fault, which stands below the plot as well: there is no room for a long one
 * above it, so that is only said. Returns what is shown and what is said.
 * @param {Sentence} sentence
 * @returns {[Sentence, string]}
 */
function shortened(sentence) {
  return sentence.body.length < SHORT ? [sentence, ""] : [{ ...sentence, body: "" }, sentence.body];
}

/**
 * What is said while something is in the hand.
 * @param {Snapshot} now
 * @param {Film} film
 * @param {Look} look
 */
function inHand(now, film, look) {
  if (now.held !== null) {
    const answered = film.T > 0 ? "seen" : "still";
    return look.moving ?? words.held(now.held, now.part, now.ghost ? answered : "unseen");
  }
  return now.stroke && now.deed ? words.doing(now.deed.op) : null;
}
