// @ts-check
// Work in progress in Python: shown only when it takes long, and under one name for its duration.

/**
 * @typedef {object} Progress
 * @property {string} [client]
 * @property {number} [n]
 * @property {number} [done]
 * @property {number} [total]
 * @property {string} [what]
 * @property {DataView | ArrayBuffer} [likeliest]  how the points of a held start are coloured
 */
/** @typedef {{what: string, share: number | null, stopping: boolean}} Work  share: 0..1; null when unknown */

/** Work that is over sooner than this is not worth a word. */
const SOON = 150;

/** @param {() => void} onShow  called when work has lasted long enough to be shown */
export function createWork(onShow) {
  /** @type {Progress | null} */
  let progress = null;
  let shown = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function end() {
    clearTimeout(timer);
    timer = undefined;
    shown = false;
    progress = null;
  }

  return {
    /** @param {Progress | null | undefined} next  {} when nothing is under way */
    update(next) {
      if (!next?.what) {
        end();
        return;
      }
      progress = next;
      timer ??= setTimeout(() => {
        shown = true;
        onShow();
      }, SOON);
    },
    /**
     * @param {boolean} stopping  whether Python has been asked to stop it
     * @returns {Work | null}
     */
    now(stopping) {
      if (!shown || !progress) return null;
      const { what = "", done = 0, total = 0 } = progress;
      return { what, share: total > 0 ? Math.min(1, done / total) : null, stopping };
    },
    destroy: end,
  };
}
