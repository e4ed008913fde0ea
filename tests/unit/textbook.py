"""EM written as the textbook has it, one point and one component at a time: the oracle."""

import math

import numpy as np


def density(x, mean, covariance):
    d = len(x)
    difference = x - mean
    distance = difference @ np.linalg.inv(covariance) @ difference
    norm = math.sqrt((2 * math.pi) ** d * np.linalg.det(covariance))
    return math.exp(-0.5 * distance) / norm


def e_step(points, weights, means, covariances):
    r = np.empty((len(points), len(weights)))
    for i, x in enumerate(points):
        for k in range(len(weights)):
            r[i, k] = weights[k] * density(x, means[k], covariances[k])
        r[i] /= r[i].sum()
    return r


def log_likelihood(points, weights, means, covariances):
    total = 0.0
    for x in points:
        total += math.log(
            sum(w * density(x, m, c) for w, m, c in zip(weights, means, covariances, strict=True))
        )
    return total


def m_step(points, r):
    n, d = points.shape
    weights, means, covariances = [], [], []
    for k in range(r.shape[1]):
        count = sum(r[i, k] for i in range(n))
        mean = sum(r[i, k] * points[i] for i in range(n)) / count
        covariance = np.zeros((d, d))
        for i in range(n):
            covariance += r[i, k] * np.outer(points[i] - mean, points[i] - mean) / count
        weights.append(count / n)
        means.append(mean)
        covariances.append(covariance)
    return np.array(weights), np.array(means), np.array(covariances)
