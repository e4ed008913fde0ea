// @ts-check
// A part that scrolls when its content overflows, and is then focusable for the keyboard.
import { set } from "./elements.js";

/**
 * @param {HTMLElement} part
 * @param {HTMLElement} content  all that is in it
 * @returns {() => void} stop watching
 */
export function watchOverflow(part, content) {
  const observer = new ResizeObserver(() => {
    set(part, { tabindex: part.scrollHeight > part.clientHeight + 1 ? 0 : null });
  });
  observer.observe(part);
  observer.observe(content);
  return () => observer.disconnect();
}
