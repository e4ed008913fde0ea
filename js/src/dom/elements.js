// @ts-check
// Helpers that build DOM elements, shared by all parts of a view.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */

/**
 * Set attributes, writing only those that differ; null, undefined and false remove one.
 * @param {Element} node
 * @param {Attributes} attributes
 */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else {
      const text = value === true ? "" : String(value);
      if (node.getAttribute(name) !== text) node.setAttribute(name, text);
    }
  }
}

/**
 * Set properties, writing only those that differ: setting the same value triggers a new layout as well.
 * @template {Element} Part
 * @param {Part} node
 * @param {Partial<Part>} properties
 */
export function put(node, properties) {
  for (const [name, value] of Object.entries(properties)) {
    const key = /** @type {keyof Part} */ (name);
    if (node[key] !== value) node[key] = value;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function html(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  set(node, attributes);
  node.append(...children);
  return node;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = /** @type {SVGElementTagNameMap[Tag]} */ (document.createElementNS(SVG, tag));
  set(node, attributes);
  node.append(...children);
  return node;
}

/**
 * Write text only where it changed, so that a live region stays quiet.
 * @param {Node} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Grow or shrink a parent to exactly `count` children.
 * @template {Element} Child
 * @param {Element} parent
 * @param {number} count
 * @param {(index: number) => Child} make
 * @returns {Child[]}
 */
export function keep(parent, count, make) {
  while (parent.children.length > count) parent.lastElementChild?.remove();
  while (parent.children.length < count) parent.append(make(parent.children.length));
  return /** @type {Child[]} */ ([...parent.children]);
}

/** A pixel coordinate, short enough for markup. @param {number} value */
export const px = (value) => Math.round(value * 100) / 100;
