// @ts-check
// A fit that Python owes: how long it has been pending. Meanwhile the numbers of the old fit are faded at
// once, and hidden when it takes longer.

/** @typedef {null | "soon" | "late"} Owed */

/** An answer that comes sooner than this, in milliseconds, is not waited for with a word. */
const SOON = 150;
/** While a hand moves, each of its places is answered: in a host far away not as soon as that. */
const SILENCE = 500;

/** @param {() => void} onLate */
export function createOwed(onLate) {
  /** @type {Owed} */
  let now = null;
  /** @type {unknown} */
  let heard;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} patience */
  function begin(patience) {
    clearTimeout(timer);
    now = "soon";
    timer = setTimeout(() => {
      now = "late";
      onLate();
    }, patience);
  }

  function end() {
    clearTimeout(timer);
    now = null;
  }

  return {
    /** @returns {Owed} */
    get now() {
      return now;
    },
    /**
     * @param {boolean} owing  whether Python owes something
     * @param {unknown} [word]  while a hand moves, its last message: another one restarts the wait
     */
    update(owing, word = null) {
      const held = word !== null;
      const again = held ? word !== heard : heard !== null && now === "soon";
      if (!owing) end();
      else if (!now || again) begin(held ? SILENCE : SOON);
      heard = word;
    },
    destroy: end,
  };
}
