// Pictures of the landscape as wire/views writes them, small enough to check by eye.
import { encodeFilm } from "./film.js";

/** A sentence of three parts. */
export const told = (lead) => ({ lead, body: "", next: "Point at one." });

const picture = (header, sections) =>
  new DataView(encodeFilm(header, sections, { magic: "GMMP" }).buffer);

/** M optima of K = 2 components in two columns: mean k of optimum m is (m + k, m), and its seed (10 m + k, m). */
function optima(M, K = 2) {
  const each = (make) =>
    Array.from({ length: M * K }, (_, i) => make(Math.floor(i / K), i % K)).flat();
  return {
    means: { dtype: "float64", shape: [M, K, 2], values: each((m, k) => [m + k, m]) },
    covariances: { dtype: "float64", shape: [M, K, 2, 2], values: each(() => [1, 0, 0, 0.25]) },
    seeds: { dtype: "float64", shape: [M, K, 2], values: each((m, k) => [(10 * m + k) / 10, m]) },
  };
}

export const LOST = 255;

/**
 * Four by four cells: the best on the left, the second on the right but for a corner that is lost.
 * @param {{M?: number, labels?: number[], [more: string]: any}} options
 */
export function basinsPicture({ M = 2, labels, ...more } = {}) {
  const values = labels ?? [0, 0, 1, LOST, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1];
  const size = Math.sqrt(values.length);
  const share = (label) => values.filter((each) => each === label).length / values.length;
  const header = {
    view: "basins",
    component: 0,
    extent: [0, 4, 0, 4],
    final: true,
    verified: 1,
    here: 1,
    lost: share(LOST),
    shares: Array.from({ length: M }, (_, m) => share(m)),
    log_likelihoods: Array.from({ length: M }, (_, m) => -100 - 4.8 * m),
    n_iter: Array.from({ length: M }, (_, m) => 20 + 10 * m),
    sentence: told("From half of this map EM takes mean 1 to the best."),
    ...more,
  };
  const map = { labels: { dtype: "uint8", shape: [size, size], values } };
  return picture(header, { ...map, ...optima(M) });
}

/** @param {{M?: number, [more: string]: any}} options */
export function restartsPicture({ M = 3, ...more } = {}) {
  const header = {
    view: "restarts",
    final: true,
    counts: [120, 70, 6, ...new Array(Math.max(0, M - 3)).fill(1)].slice(0, M),
    n_init: 200,
    n_lost: 4,
    miss: 0.4,
    here: 1,
    log_likelihoods: Array.from({ length: M }, (_, m) => -100 - 4.8 * m),
    n_iter: Array.from({ length: M }, (_, m) => 20 + 10 * m),
    sentence: told("200 random starts led to 3 optima."),
    ...more,
  };
  return picture(header, optima(M));
}

const row = (n_components, covariance_type, bic, more = {}) => ({
  n_components,
  covariance_type,
  log_likelihood: bic === null ? null : -bic / 2,
  n_parameters: 5,
  bic,
  aic: bic === null ? null : bic - 10 * n_components,
  icl: bic,
  n_fits: 20,
  n_lost: bic === null ? 20 : 0,
  n_iter: bic === null ? 0 : 40,
  means: bic === null ? null : Array.from({ length: n_components }, (_, k) => [k, 2 * k]),
  covariances:
    bic === null
      ? null
      : Array.from({ length: n_components }, () => [
          [1, 0],
          [0, 0.25],
        ]),
  seeds: bic === null ? null : Array.from({ length: n_components }, (_, k) => [k, k]),
  ...more,
});

export function componentsPicture(more = {}) {
  const rows = [
    row(1, "full", 300),
    row(2, "full", 240, { n_lost: 3 }),
    row(3, "full", null),
    row(4, "full", 262),
    row(1, "tied", 310),
    row(2, "tied", 250),
    row(3, "tied", 230, { n_iter: 12 }),
    row(4, "tied", 900),
  ];
  const header = {
    view: "components",
    final: true,
    rows,
    best: { bic: 6, aic: 3, icl: 6 },
    sentence: told("Lower is better: BIC prefers 3 components with tied covariance."),
    ...more,
  };
  return picture(header, {});
}
