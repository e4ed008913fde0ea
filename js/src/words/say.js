// @ts-check
// Sentences in the language of the widget. They are written here in English; for another language, its
// table is put before the bundle (gmm_widget.words in Python).

/** @type {Readonly<Record<string, string>>} */
const TABLE = typeof GMM_WORDS === "undefined" ? {} : GMM_WORDS;

/**
 * A sentence, from an English template whose names in braces are replaced.
 * @param {string} template
 * @param {Record<string, string | number>} [values]
 */
export function say(template, values) {
  const said = TABLE[template] ?? template;
  return values ? said.replace(/\{(\w+)\}/g, (name, key) => String(values[key] ?? name)) : said;
}
