// @ts-check
// Drawing only what has changed.

/**
 * A function that tells whether any value differs from the one at its last call.
 * @returns {(...values: unknown[]) => boolean}
 */
export function createChanges() {
  /** @type {unknown[] | null} */
  let last = null;
  return (...values) => {
    const changed = !last || values.some((value, i) => value !== last?.[i]);
    last = values;
    return changed;
  };
}

/**
 * The last result of a function of one object: what did not change is not computed again.
 * @template Argument, Result
 * @param {(argument: Argument) => Result} compute
 */
export function remember(compute) {
  /** @type {{argument: Argument, result: Result} | undefined} */
  let last;
  return (/** @type {Argument} */ argument) => {
    if (!last || last.argument !== argument) last = { argument, result: compute(argument) };
    return last.result;
  };
}
