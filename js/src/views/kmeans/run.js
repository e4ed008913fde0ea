// @ts-check
// The parser of a run of k-means, as Python sends it: view data in, frames out. See wire/views/kmeans.py
// for the other side.

/** @import { Component, Likeliest, ViewData } from "../../types.js" */

/** @param {ViewData} viewData */
export function readClusters(viewData) {
  const { status, labelled, flat } = viewData.header;
  const [frames, K, d] = viewData.shape("centres");
  const [, n] = viewData.shape("labels");
  const [centres, radii, labels, changes, inertias, differing, soft, hard] = [
    "centres",
    "radii",
    "labels",
    "changes",
    "inertias",
    "differing",
    "rand_em",
    "rand_kmeans",
  ].map(viewData.section);
  const elsewhere = viewData.has("elsewhere") ? viewData.section("elsewhere") : null;
  /** @type {Map<number, Likeliest>} */
  const seen = new Map();

  /** All d coordinates. @param {number} frame */
  const means = (frame) =>
    Array.from({ length: K }, (_, k) =>
      Array.from(centres.subarray((frame * K + k) * d, (frame * K + k + 1) * d)),
    );

  /**
   * The circle of a cluster, as the covariance that has it for its ellipse.
   * @param {number} frame
   * @param {number} k
   */
  const circle = (frame, k) => {
    const variance = radii[frame * K + k] ** 2;
    return { a: variance, b: 0, c: variance };
  };

  return {
    n,
    K,
    /** Iterations that it takes. */
    T: frames - 1,
    converged: status === "converged",
    /** Whether the points have two columns only, so that the borders are lines of the plot. */
    flat: Boolean(flat),
    /** Whether the groups that the points come from are known. */
    labelled: Boolean(labelled),
    inertias,
    means,
    circle,

    /**
     * Components with the centres and the circles of a frame.
     * @param {number} frame
     * @param {Component[]} mixture  whose other fields they have
     * @param {[number, number]} axes
     */
    circles(frame, mixture, [i, j]) {
      return means(frame).map((mean, k) => ({
        ...mixture[k],
        mean: /** @type {[number, number]} */ ([mean[i], mean[j]]),
        covariance: circle(frame, k),
      }));
    },

    /**
     * The centres so far, one trail a cluster.
     * @param {number} frame
     * @param {[number, number]} axes
     */
    trails(frame, [i, j]) {
      const frames = Array.from({ length: frame + 1 }, (_, f) => means(f));
      return Array.from({ length: K }, (_, k) =>
        frames.map((each) => /** @type {[number, number]} */ ([each[k][i], each[k][j]])),
      );
    },

    /**
     * Each point in one cluster, all or nothing.
     * @param {number} iteration  from 1
     * @returns {Likeliest}
     */
    shares(iteration) {
      // The same object for the same iteration, so that nothing is painted again.
      const known = seen.get(iteration);
      if (known) return known;
      const of = labels.subarray((iteration - 1) * n, iteration * n);
      const found = { K, iteration, labels: of, certainties: null };
      seen.set(iteration, found);
      return found;
    },

    /** How many points an assignment put into another cluster. @param {number} iteration  from 1 */
    changed: (iteration) => changes[iteration - 1],
    /** How many points EM has elsewhere, by the film's cursor. @param {number} cursor */
    differing: (cursor) => differing[cursor],
    /** Agreement of both with the known groups, by the film's cursor. @param {number} cursor */
    agreement: (cursor) => ({ em: soft[cursor], kmeans: hard[cursor] }),
    /**
     * For each point 1 plus the cluster in which EM has it, or 0 where it is in the same; null when
     * there are too many points to tell.
     * @param {number} iteration  of EM, from 1
     */
    elsewhere: (iteration) => elsewhere?.subarray((iteration - 1) * n, iteration * n) ?? null,
  };
}

/** @typedef {ReturnType<typeof readClusters>} Clusters */
