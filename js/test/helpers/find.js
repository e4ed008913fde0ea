// Elements as a test needs them, typed: what is not there is an error at the first use.

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement}
 */
export const one = (within, selector) => within.querySelector(selector);

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const all = (within, selector) => Array.from(within.querySelectorAll(selector));

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLInputElement}
 */
export const field = (within, selector) => within.querySelector(selector);

/**
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLInputElement[]}
 */
export const fields = (within, selector) => Array.from(within.querySelectorAll(selector));
