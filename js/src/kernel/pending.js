// @ts-check
// The changes here that have not been seen answered, and which of them the next request contains.
//
// A field is a state: sending it twice has no further effect. An edit has a number, and an action (undo,
// redo, and those of a subclass of the widget) is a counter, so that Python does each of them once. Undo is
// sent after the change that it undoes, never with it: a repeat of such a request would restore what was
// undone. The other actions are about the fit that was seen, and wait for it as well.

/** @typedef {null | number | string | boolean | number[] | number[][] | number[][][]} Field */
/** @typedef {{op: string} & Record<string, unknown>} Change  of the points, as Python's editing takes it */
/** @typedef {object} Numbered @property {number} id */
/** @typedef {Change & Numbered} Edit */

/** These start a new fit, whose cursor is 0: a cursor asked for before belongs to the old one. */
const RESTARTS = [
  ...["seeds", "covariances", "n_components"],
  ...["covariance_type", "reg_covar", "max_iter"],
];
/** Shapes belong to the means that they are asked for with, and both to a number of components. */
const REPLACED = { seeds: ["covariances"], n_components: ["seeds", "covariances"] };
/** The actions that bring another fit. */
const TRAVEL = ["undo", "redo"];

export function createFields() {
  /** What changed; `sent` is the first request that carried it, 0 before. @type {Map<string, {value: Field, sent: number}>} */
  const fields = new Map();
  /** @type {{edit: Edit, sent: number}[]} */
  let edits = [];
  /** @type {readonly Edit[]} */
  let listed = [];
  let lastEdit = 0;
  let held = false;
  /** How often Python has done each action for us: a name for every action asked for. @type {Map<string, number>} */
  const granted = new Map();
  /** The counts in each request, until it is answered. @type {Map<number, [string, number]>} */
  const counted = new Map();

  const restarting = () => edits.length > 0 || RESTARTS.some((name) => fields.has(name));

  /** @param {readonly string[]} names */
  const forget = (names) => {
    for (const name of names) fields.delete(name);
  };
  /** A new fit is neither the cursor's nor what was to be undone. */
  const outdate = () => forget(["cursor", ...granted.keys()]);

  /** @param {{edit: Edit, sent: number}[]} next */
  function keepEdits(next) {
    if (next.length === edits.length && next.every((each, i) => each === edits[i])) return;
    edits = next;
    listed = next.map(({ edit }) => edit);
  }

  /** @param {string} name */
  const done = (name) => granted.get(name) ?? 0;
  /** @param {string} name */
  const count = (name) => Number(fields.get(name)?.value ?? done(name));

  /** The fields that may go now: a cursor asked for after an undo belongs to the fit that it brings. */
  function due() {
    const first = [...fields.keys()].find((name) => granted.has(name));
    const waits = restarting() || fields.has("held");
    return [...fields].filter(([name]) => {
      return granted.has(name) ? name === first && !waits : name !== "cursor" || !first;
    });
  }

  return {
    /**
     * Ask for these fields.
     * @param {Record<string, Field>} changes
     * @param {{held?: boolean}} [options]  held: a handle is still in the hand
     */
    change(changes, { held: inHand = false } = {}) {
      if (RESTARTS.some((name) => name in changes)) outdate();
      for (const [name, others] of Object.entries(REPLACED)) if (name in changes) forget(others);
      if ("seeds" in changes) {
        held = inHand;
        if (fields.has("n_components")) {
          const value = /** @type {number[][]} */ (changes.seeds).length;
          fields.set("n_components", { value, sent: 0 });
        }
      }
      for (const [name, value] of Object.entries(changes)) fields.set(name, { value, sent: 0 });
    },

    /**
     * Edit the points. Of a point on the move only its last place counts.
     * @param {Change} change
     * @param {{held?: boolean}} [options]  held: the hand is still at it; until it lets go, all is one step to undo
     */
    edit(change, { held: inHand = false } = {}) {
      outdate();
      held = inHand;
      if (held) forget(["held"]);
      const last = edits.at(-1);
      const further =
        last?.sent === 0 && change.op === "move" && last.edit.op === "move"
          ? last.edit.row === change.row
          : false;
      const id = further ? lastEdit : lastEdit + 1;
      lastEdit = id;
      const edit = { edit: { ...change, id }, sent: 0 };
      keepEdits([...(further ? edits.slice(0, -1) : edits), edit]);
    },

    /** The hand lets go of the points. */
    release() {
      if (held) fields.set("held", { value: false, sent: 0 });
      held = false;
    },

    /** Drop all pending edits. */
    dropEdits() {
      keepEdits([]);
      held = false;
    },

    /** Ask for an action once more. @param {string} name */
    step(name) {
      if (TRAVEL.includes(name)) fields.delete("cursor");
      granted.set(name, done(name));
      fields.set(name, { value: count(name) + 1, sent: 0 });
    },

    /** What goes into request n. @param {number} n @returns {Record<string, unknown>} */
    carry(n) {
      /** @type {Record<string, unknown>} */
      const carried = {};
      const inHand = held && (fields.has("seeds") || edits.length > 0);
      if (inHand) carried.held = true;
      for (const [name, field] of due()) {
        carried[name] = field.value;
        field.sent ||= n;
      }
      if (edits.length) {
        carried.edits = listed;
        for (const each of edits) each.sent ||= n;
      }
      const action = Object.keys(carried).find((name) => granted.has(name));
      if (action) counted.set(n, [action, count(action)]);
      return carried;
    },

    /** Request n is answered, and what it carried with it. @param {number} n */
    answered(n) {
      const [name, times] = counted.get(n) ?? [];
      if (name && times) granted.set(name, Math.max(done(name), times));
      for (const each of [...counted.keys()]) if (each <= n) counted.delete(each);
      const over = (/** @type {{sent: number}} */ { sent }) => sent > 0 && sent <= n;
      for (const [name, field] of fields) if (over(field)) fields.delete(name);
      keepEdits(edits.filter((each) => !over(each)));
    },

    /** Forget everything; what was granted and is not seen yet still counts. */
    clear() {
      fields.clear();
      keepEdits([]);
      held = false;
    },

    /** @param {string} name */
    has: (name) => fields.has(name),
    /** @param {string} name */
    value: (name) => fields.get(name)?.value,
    /** How often an action is asked for and not yet done. @param {string} name */
    pending: (name) => count(name) - done(name),
    get edits() {
      return listed;
    },
    get restarting() {
      return restarting();
    },
    /** Whether nothing but these is asked for. @param {readonly string[]} names */
    only: (names) => !edits.length && [...fields.keys()].every((name) => names.includes(name)),
    /** Whether a new fit is requested from other means alone. */
    get moving() {
      return !edits.length && RESTARTS.every((name) => fields.has(name) === (name === "seeds"));
    },
    get empty() {
      return !fields.size && !edits.length;
    },
    /** Whether something has not gone yet, and may. */
    get fresh() {
      return [...due().map(([, field]) => field), ...edits].some(({ sent }) => sent === 0);
    },
  };
}

/** @typedef {ReturnType<typeof createFields>} Fields */
