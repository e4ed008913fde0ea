// @ts-check
// A square grid of labels as outlines, in units of its cells with row 0 below. Pure geometry.

/**
 * Every label's cells as one path: a box for each run of them in a row.
 * @param {ArrayLike<number>} labels  row by row
 * @param {number} size  cells a side
 * @returns {Map<number, string>}
 */
export function areas(labels, size) {
  /** @type {Map<number, string>} */
  const paths = new Map();
  for (let row = 0; row < size; row++) {
    let from = 0;
    for (let col = 1; col <= size; col++) {
      const label = labels[row * size + from];
      if (col < size && labels[row * size + col] === label) continue;
      paths.set(label, `${paths.get(label) ?? ""}M${from} ${row}H${col}V${row + 1}H${from}z`);
      from = col;
    }
  }
  return paths;
}

/**
 * The lines between cells of different labels.
 * @param {ArrayLike<number>} labels
 * @param {number} size
 */
export function borders(labels, size) {
  let path = "";
  for (let line = 1; line < size; line++) {
    path += seams(size, (i) => labels[i * size + line - 1] !== labels[i * size + line])
      .map(([from, to]) => `M${line} ${from}V${to}`)
      .join("");
    path += seams(size, (i) => labels[(line - 1) * size + i] !== labels[line * size + i])
      .map(([from, to]) => `M${from} ${line}H${to}`)
      .join("");
  }
  return path;
}

/**
 * A diagonal through each cell of one label.
 * @param {ArrayLike<number>} labels
 * @param {number} size
 * @param {number} label
 */
export function hatch(labels, size, label) {
  let path = "";
  for (let i = 0; i < size * size; i++) {
    if (labels[i] === label) path += `M${i % size} ${Math.floor(i / size)}l1 1`;
  }
  return path;
}

/**
 * The stretches along a line where something holds.
 * @param {number} size
 * @param {(i: number) => boolean} holds
 */
function seams(size, holds) {
  /** @type {[number, number][]} */
  const found = [];
  for (let i = 0; i < size; i++) {
    if (!holds(i)) continue;
    const last = found.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found;
}
