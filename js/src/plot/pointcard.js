// @ts-check
// "Where does this point come from?": its pie, its threads to the means, and beside it a card with its place, its
// responsibilities and the formula behind them, in numbers.

import { px, set, svg } from "../dom/index.js";
import { textOn } from "../geometry/index.js";
import { FORMULA, percent, scaled } from "../words/index.js";

/** @import { Geometry, Inspected, Place } from "../types.js" */

/**
 * @typedef {object} Card
 * @property {Place} at  the point, in pixels
 * @property {string} title
 * @property {string} where  its coordinates
 * @property {number[] | null} shares  null when unknown
 * @property {Required<Inspected> | null} formula
 * @property {string[]} otherwise  what to say without shares
 * @property {string[]} colours
 * @property {Place[]} badges
 * @property {Geometry} geometry
 */

const PIE = 9;
const [HEAD, ROW, FOOT, PAD] = [42, 17, 9, 12];
const [PLAIN, WHOLE] = [166, 284];
/** Where the columns of the formula end, and where the bars beside it begin. */
const [TERM, PRODUCT, BARS] = [120, 176, 190];
/** With more components than this, those without a share are one line. */
const FEW = 4;
const NOTHING = 0.005;
/** How far a card stays from its point, and the point from its edge. */
const [BESIDE, CLEAR] = [20, 14];

/** @param {Element} threads @param {Element} note @param {Card | null} inspected */
export function drawCard(threads, note, inspected) {
  if (!inspected) {
    threads.replaceChildren();
    note.replaceChildren();
    return;
  }
  const { at, shares, colours, badges, title, where, formula } = inspected;
  const heading = /** @type {SVGTextElement} */ (svg("text", { class: "h" }, title));
  note.replaceChildren(heading);
  // Fonts differ in width: the card is as wide as its heading needs.
  const needed = Math.ceil(2 * PAD + (heading.getComputedTextLength?.() ?? 0));
  const width = Math.max(formula ? WHOLE : PLAIN, needed);
  const lines = shares ? linesOf(shares, formula, colours, width) : inspected.otherwise.map(said);
  const box = { width, height: HEAD + ROW * lines.length + FOOT };
  const corner = place(inspected, box);
  set(heading, { x: PAD, y: 20 });
  threads.replaceChildren(
    ...(shares ?? []).flatMap((share, k) =>
      share > 0.02 && badges[k] ? [thread(at, badges[k], share, colours[k])] : [],
    ),
    svg("circle", { class: "pie-ground", cx: px(at.x), cy: px(at.y), r: PIE + 2.5 }),
    ...(shares ? slices(at, shares, colours) : []),
    svg("circle", { class: "pie-rim", cx: px(at.x), cy: px(at.y), r: PIE + 2.5 }),
  );
  const content = lines.flatMap((line, i) => line(HEAD + ROW * i + 11));
  const card = svg("g", { transform: `translate(${px(corner.x)} ${px(corner.y)})` });
  card.append(
    svg("rect", { class: "card", ...box, rx: 8 }),
    heading,
    text("m", PAD, 36, where),
    ...content,
  );
  note.replaceChildren(card);
}

/**
 * A line of the card, once it is known how far down it is.
 * @typedef {(y: number) => Element[]} Line
 */

/** @param {string} words @returns {Line} */
const said = (words) => (y) => [text("m", PAD, y, words)];

/**
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {{end?: boolean, fill?: string}} [how]
 */
const text = (name, x, y, words, { end = false, fill } = {}) =>
  svg("text", { class: name, x, y, "text-anchor": end ? "end" : null, fill }, words);

/**
 * @param {number[]} shares
 * @param {Card["formula"]} formula
 * @param {string[]} colours
 * @param {number} width
 * @returns {Line[]}
 */
function linesOf(shares, formula, colours, width) {
  const all = shares.map((_, k) => k);
  const shown = all.length > FEW ? all.filter((k) => shares[k] >= NOTHING) : all;
  const rest = all.length - shown.length;
  const more = rest ? [said(FORMULA.others(rest))] : [];
  if (!formula) {
    return [...shown.map((k) => bar(shares[k], k, colours[k], 34, width)), ...more];
  }
  const { weights, power, densities, products, total } = formula;
  const sum = scaled(total);
  const best = all.reduce((a, b) => (shares[b] > shares[a] ? b : a));
  return [
    (y) => [text("m", 34, y, FORMULA.head(power))],
    ...shown.map((k) => (/** @type {number} */ y) => [
      ...bar(shares[k], k, colours[k], BARS, width)(y),
      text("t", TERM, y, `${FORMULA.weight(weights[k])} × ${scaled(densities[k])}`, {
        end: true,
      }),
      text("p", PRODUCT, y, `= ${scaled(products[k])}`, { end: true }),
    ]),
    ...more,
    (y) => [
      svg("line", { class: "rule", x1: 34, x2: PRODUCT, y1: y - 12.5, y2: y - 12.5 }),
      text("m", 34, y, FORMULA.sum),
      text("p", PRODUCT, y, sum, { end: true }),
    ],
    (y) => [
      ...number(best, colours[best], y),
      text("q", 34, y, FORMULA.quotient(scaled(products[best]), sum, shares[best])),
    ],
  ];
}

/** @param {Place} from @param {Place} to @param {number} share @param {string} colour */
const thread = (from, to, share, colour) =>
  svg("path", {
    class: "thread",
    d: `M${px(from.x)} ${px(from.y)}L${px(to.x)} ${px(to.y)}`,
    stroke: colour,
    "stroke-width": px(1 + 3.5 * share),
  });

/** @param {Place} at @param {number[]} shares @param {string[]} colours */
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

/** @param {number} k @param {string} colour @param {number} y */
const number = (k, colour, y) => [
  svg("circle", { cx: PAD + 6, cy: y - 4, r: 7, fill: colour }),
  svg(
    "text",
    { class: "b", x: PAD + 6, y, "text-anchor": "middle", fill: textOn(colour) },
    String(k + 1),
  ),
];

/**
 * The number of a component, and its share.
 * @param {number} share
 * @param {number} k
 * @param {string} colour
 * @param {number} from  where the bar begins
 * @param {number} width  of the card
 * @returns {Line}
 */
const bar = (share, k, colour, from, width) => (y) => {
  const length = width - from - 48;
  return [
    ...number(k, colour, y),
    svg("rect", { class: "track", x: from, y: y - 8, width: length, height: 8, rx: 2 }),
    svg("rect", {
      ...{ x: from, y: y - 8, height: 8, rx: 2, fill: colour },
      width: px(Math.max(1, length * share)),
    }),
    text("n", width - PAD, y, percent(share), { end: true }),
  ];
};

/**
 * Beside the point, where the card covers the fewest means; never over the point itself.
 * @param {Pick<Card, "at" | "badges" | "geometry">} inspected
 * @param {{width: number, height: number}} box
 * @returns {Place}
 */
export function place({ at, badges, geometry }, { width, height }) {
  const [middle, centre] = [at.y - height / 2, at.x - width / 2];
  const sides = [
    { x: at.x + BESIDE, y: middle },
    { x: at.x - BESIDE - width, y: middle },
    { x: centre, y: at.y - BESIDE - height },
    { x: centre, y: at.y + BESIDE },
  ].map(({ x, y }) => ({
    x: Math.max(2, Math.min(geometry.width - width - 2, x)),
    y: Math.max(geometry.top + 2, Math.min(geometry.bottom - height - 2, y)),
  }));
  /** @param {Place} corner */
  const cost = ({ x, y }) => {
    /** @param {Place} spot @param {number} room */
    const covers = (spot, room) =>
      spot.x > x - room &&
      spot.x < x + width + room &&
      spot.y > y - room &&
      spot.y < y + height + room;
    return (covers(at, CLEAR) ? 1e6 : 0) + 150 * badges.filter((b) => covers(b, 10)).length;
  };
  return sides.reduce((best, side) => (cost(side) < cost(best) ? side : best));
}
