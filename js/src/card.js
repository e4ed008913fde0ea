// @ts-check
// "Who made this point?": its pie, its threads to the means, and the shares on a card.
import { px, set, svg } from "./dom.js";
import { percent } from "./words/index.js";

/** @typedef {import("./scale.js").Geometry} Geometry */
/** @typedef {import("./spread.js").Place} Place */

/**
 * @typedef {object} Inspected
 * @property {Place} at  the point, in pixels
 * @property {string} title
 * @property {number[] | null} shares  null when nobody knows them
 * @property {string[]} otherwise  what to say then
 * @property {string[]} colours
 * @property {Place[]} badges
 * @property {Geometry} geometry
 */

const PIE = 9;
const LEAST_WIDTH = 158;
const [HEAD, ROW, FOOT] = [28, 15, 8];

/**
 * @param {Element} threads
 * @param {Element} note
 * @param {Inspected | null} inspected
 */
export function drawCard(threads, note, inspected) {
  if (!inspected) {
    threads.replaceChildren();
    note.replaceChildren();
    return;
  }
  const { at, shares, colours, badges } = inspected;
  const rows = shares?.length ?? inspected.otherwise.length;
  const heading = /** @type {SVGTextElement} */ (svg("text", { class: "h" }, inspected.title));
  note.replaceChildren(heading);
  // Fonts differ in width: the card is as wide as its heading needs.
  const needed = 26 + (heading.getComputedTextLength?.() ?? 0);
  const box = { width: Math.max(LEAST_WIDTH, Math.ceil(needed)), height: HEAD + ROW * rows + FOOT };
  const corner = place(inspected, box);
  set(heading, { x: corner.x + 12, y: corner.y + 19 });
  threads.replaceChildren(
    ...(shares ?? []).flatMap((share, k) =>
      share > 0.02 && badges[k] ? [thread(at, badges[k], share, colours[k])] : [],
    ),
    leader(at, corner, box),
    svg("circle", { class: "pie-ground", cx: px(at.x), cy: px(at.y), r: PIE + 2.5 }),
    ...(shares ? slices(at, shares, colours) : []),
    svg("circle", { class: "pie-rim", cx: px(at.x), cy: px(at.y), r: PIE + 2.5 }),
  );
  note.replaceChildren(
    svg("rect", { class: "card", x: corner.x, y: corner.y, ...box, rx: 8 }),
    heading,
    ...(shares
      ? shares.flatMap((share, k) => bar(share, k, colours[k], { ...corner, ...box }))
      : inspected.otherwise.map((line, i) =>
          svg("text", { class: "m", x: corner.x + 12, y: corner.y + HEAD + 10 + ROW * i }, line),
        )),
  );
}

/**
 * @param {Place} from
 * @param {Place} to
 * @param {number} share
 * @param {string} colour
 */
const thread = (from, to, share, colour) =>
  svg("path", {
    class: "thread",
    d: `M${px(from.x)} ${px(from.y)}L${px(to.x)} ${px(to.y)}`,
    stroke: colour,
    "stroke-width": px(1 + 3.5 * share),
  });

/**
 * @param {Place} at
 * @param {number[]} shares
 * @param {string[]} colours
 */
export function slices({ x, y }, shares, colours) {
  let turn = -Math.PI / 2;
  /** @param {number} angle */
  const edge = (angle) => `${px(x + PIE * Math.cos(angle))} ${px(y + PIE * Math.sin(angle))}`;
  return shares.flatMap((share, k) => {
    if (share < 0.005) return [];
    if (share > 0.995) return [svg("circle", { cx: px(x), cy: px(y), r: PIE, fill: colours[k] })];
    const from = turn;
    turn += 2 * Math.PI * share;
    const arc = `A${PIE} ${PIE} 0 ${share > 0.5 ? 1 : 0} 1 ${edge(turn)}`;
    return [svg("path", { d: `M${px(x)} ${px(y)}L${edge(from)}${arc}Z`, fill: colours[k] })];
  });
}

/**
 * @param {number} share
 * @param {number} k
 * @param {string} colour
 * @param {Place & {width: number}} card
 */
function bar(share, k, colour, { x, y, width }) {
  const line = y + HEAD + 9 + ROW * k;
  const [from, length] = [x + 30, width - 78];
  return [
    svg("text", { class: "m", x: x + 12, y: line }, String(k + 1)),
    svg("rect", { class: "track", x: from, y: line - 8, width: length, height: 8, rx: 2 }),
    svg("rect", {
      x: from,
      y: line - 8,
      width: px(Math.max(1, length * share)),
      height: 8,
      rx: 2,
      fill: colour,
    }),
    svg("text", { class: "n", x: x + width - 12, y: line, "text-anchor": "end" }, percent(share)),
  ];
}

/**
 * The corner of the plot where the card covers least, never the point itself.
 * @param {Inspected} inspected
 * @param {{width: number, height: number}} box
 * @returns {Place}
 */
export function place({ at, badges, geometry }, { width, height }) {
  const [left, right] = [22, geometry.width - width - 4];
  const [top, bottom] = [geometry.top + 4, geometry.bottom - height - 6];
  const corners = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].map(([x, y]) => ({ x: Math.max(0, x), y: Math.max(geometry.top, y) }));
  /** @param {Place} corner */
  const cost = ({ x, y }) => {
    /** @param {Place} spot @param {number} room */
    const covers = (spot, room) =>
      spot.x > x - room &&
      spot.x < x + width + room &&
      spot.y > y - room &&
      spot.y < y + height + room;
    const apart = Math.hypot(x + width / 2 - at.x, y + height / 2 - at.y);
    return (covers(at, 16) ? 1e6 : 0) + 150 * badges.filter((b) => covers(b, 10)).length + apart;
  };
  return corners.reduce((best, corner) => (cost(corner) < cost(best) ? corner : best));
}

/**
 * @param {Place} at
 * @param {Place} corner
 * @param {{width: number, height: number}} box
 */
function leader(at, corner, { width, height }) {
  const end = {
    x: Math.max(corner.x + 8, Math.min(corner.x + width - 8, at.x)),
    y: Math.max(corner.y + 8, Math.min(corner.y + height - 8, at.y)),
  };
  const [dx, dy] = [end.x - at.x, end.y - at.y];
  const apart = Math.hypot(dx, dy) || 1;
  const start = { x: at.x + (dx / apart) * (PIE + 3), y: at.y + (dy / apart) * (PIE + 3) };
  return svg("path", {
    class: "leader",
    d: `M${px(start.x)} ${px(start.y)}L${px(end.x)} ${px(end.y)}`,
  });
}
