// The other side of film.js: what film.py writes, small enough to write by hand in a test.

const TYPES = {
  float64: Float64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};
const STATES = ["start", "moving", "settled", "shrinking", "collapsed", "empty"];
const sentence = (lead, body, next) => ({ lead, body, next });

/** A film from its header and sections {name: {dtype, values}}. */
export function encodeFilm(header, sections, { magic = "GMMF", version = 1 } = {}) {
  const places = {};
  let size = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(sections)) {
    places[name] = { dtype, shape: shape ?? [values.length], offset: size };
    size += Math.ceil((values.length * TYPES[dtype].BYTES_PER_ELEMENT) / 8) * 8;
  }
  let text = JSON.stringify({ ...header, sections: places });
  while ((12 + new TextEncoder().encode(text).length) % 8) text += " ";
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(12 + json.length + size);
  bytes.set(new TextEncoder().encode(magic), 0);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, version, true);
  view.setUint32(8, json.length, true);
  bytes.set(json, 12);
  for (const [name, { dtype, values }] of Object.entries(sections)) {
    const part = TYPES[dtype].from(values);
    bytes.set(new Uint8Array(part.buffer), 12 + json.length + places[name].offset);
  }
  return bytes;
}

export const POINTS = [
  [0, 0],
  [1, 1],
  [4, 4],
  [5, 3],
  [2.5, 2],
];

/**
 * A film with made-up but recognisable numbers: at frame f, mean k is (k + f / 10, 2k + f / 10),
 * and in R_t the first component has a share of t / (T + 1) of every point.
 * @param {{
 *   K?: number, T?: number, n?: number, short?: boolean, shares?: boolean, seeds?: number[][],
 *   covariances?: number[][][], [more: string]: any,
 * }} options  `more` goes into the header
 */
export function toyFilm({
  K = 2,
  T = 3,
  n = 5,
  short = false,
  seeds,
  covariances,
  shares = true,
  ...more
} = {}) {
  const frames = T === 0 ? [0] : short ? [0, T] : Array.from({ length: T + 1 }, (_, f) => f);
  const cursors = T === 0 ? 1 : short ? 2 : 2 * T + 1;
  const iterations = T === 0 ? 0 : short ? 1 : T;
  const each = (make) => frames.flatMap((f) => Array.from({ length: K }, (_, k) => make(f, k)));
  const mean = (f, k) => (seeds && f === 0 ? seeds[k] : [k + f / 10, 2 * k + f / 10]);
  const shape = (f, k) => (covariances && f === 0 ? covariances[k].flat() : [1 + f, 0, 0, 0.25]);
  const header = {
    n,
    d: 2,
    K,
    T,
    max_iter: 25,
    short,
    status: "converged",
    component: null,
    point: null,
    states: STATES,
    sentences: {
      start: sentence("Start.", "No point has been assigned yet.", "Next: E-step."),
      E: sentence("E-step, iteration {iteration}.", "Points are coloured.", "Next: M-step."),
      M: sentence("M-step, iteration {iteration}.", "Gaussians move.", "Next: E-step."),
      end: sentence("Converged after iteration {iteration}.", "It is over.", "Drag a mean."),
    },
    ...more,
  };
  const sections = {
    weights: { dtype: "float64", values: each(() => 1 / K) },
    means: { dtype: "float64", values: each(mean).flat() },
    covariances: { dtype: "float64", values: each(shape).flat() },
    log_likelihoods: { dtype: "float64", values: frames.map((f) => -100 + 10 * f) },
    gains: { dtype: "float64", values: frames.map((f) => (f ? 10 : 0)) },
    undecided: {
      dtype: "uint32",
      values: Array.from({ length: cursors }, (_, c) => n - (c ? 1 : 0)),
    },
    states: { dtype: "uint8", values: each((f) => (f ? 1 : 0)) },
  };
  if (shares && iterations) {
    const values = [];
    for (let t = 1; t <= iterations; t++) {
      for (let i = 0; i < n; i++) {
        const first = K === 1 ? 1 : t / (T + 1);
        for (let k = 0; k < K; k++) {
          values.push(Math.round(65535 * (k === 0 ? first : (1 - first) / (K - 1))));
        }
      }
    }
    sections.responsibilities = { dtype: "uint16", shape: [iterations, n, K], values };
  }
  return encodeFilm(header, sections);
}

/** Whose the points are, as wire/labels.py packs it; every point is as sure as the others. */
export const likeliest = ({ K, iteration, labels, certainty = 200 }) =>
  encodeFilm(
    { n: labels.length, K, iteration },
    {
      labels: { dtype: "uint8", values: labels },
      certainties: { dtype: "uint8", values: labels.map(() => certainty) },
    },
    { magic: "GMML" },
  );

/** A numpy array as the traits carry it. */
export function packed(rows) {
  const values = Float64Array.from(rows.flat());
  return { shape: [rows.length, rows[0]?.length ?? 0], data: new DataView(values.buffer) };
}
