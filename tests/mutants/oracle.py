"""EM with one point and one component at a time, as the textbook has it."""

import math
from typing import Any

import numpy as np


def right(kind: str, *given: Any) -> tuple[np.ndarray, ...]:
    """The right results of a checked function, as a tuple."""
    return {"e_step": _e_step, "m_step": _m_step, "log_likelihood": _log_likelihood}[kind](*given)


def _joint(x, weights, means, covariances):
    found = []
    for weight, mean, covariance in zip(weights, means, covariances, strict=True):
        away = x - mean
        distance = away @ np.linalg.inv(covariance) @ away
        norm = math.sqrt((2 * math.pi) ** len(x) * np.linalg.det(covariance))
        found.append(weight * math.exp(-0.5 * distance) / norm)
    return np.array(found)


def _e_step(points, *mixture):
    joint = np.array([_joint(x, *mixture) for x in points])
    return (joint / joint.sum(axis=1, keepdims=True),)


def _log_likelihood(points, *mixture):
    return (np.array(sum(math.log(_joint(x, *mixture).sum()) for x in points)),)


def _m_step(points, r):
    weights, means, covariances = [], [], []
    for share in r.T:
        mean = sum(s * x for s, x in zip(share, points, strict=True)) / share.sum()
        outer = [np.outer(x - mean, x - mean) for x in points]
        covariances.append(sum(s * o for s, o in zip(share, outer, strict=True)) / share.sum())
        weights.append(share.sum() / len(points))
        means.append(mean)
    return np.array(weights), np.array(means), np.array(covariances)
