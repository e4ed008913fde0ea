// @ts-check
// Lines of text that appear and disappear: the narrated sentence, hints, errors.
import { html, put, set, write } from "./elements.js";

/** Show a line of text, or nothing at all. @param {HTMLElement} node @param {string} text */
export function say(node, text) {
  write(node, text);
  put(node, { hidden: !text });
}

/** The narrated sentence: the only live region, quiet while things move. */
export function createStory() {
  const [lead, body, next] = [html("b"), html("span"), html("b")];
  const working = html("span", { class: "sr" });
  const also = html("span", { class: "sr" });
  const words = [lead, " ", body, " ", next];
  const node = html("p", { class: "story", role: "status" }, ...words, also, working);
  return {
    node,
    /**
     * @param {{lead: string, body: string, next: string}} sentence
     * @param {boolean} quiet
     * @param {boolean} warn
     * @param {string} [work]  what is under way; said once, and not at each percent
     * @param {string} [more]  said and not shown
     */
    tell(sentence, quiet, warn, work = "", more = "") {
      set(node, { "aria-live": quiet ? "off" : "polite", "data-tone": warn ? "warn" : null });
      write(lead, sentence.lead);
      write(body, sentence.body);
      write(next, sentence.next);
      write(also, more && ` ${more}`);
      if (!work || !working.textContent) write(working, work);
    },
  };
}
