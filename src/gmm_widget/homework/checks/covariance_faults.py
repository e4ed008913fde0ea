"""The faults of an M-step's covariances.

Covariances are sums over the points, with some counts, about some centre, divided by something, and
possibly modified afterwards. They are judged about the student's own means, so that wrong means do
not count twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks.counting import COUNTING, hard
from gmm_widget.homework.checks.factors import EXACT
from gmm_widget.homework.checks.faults import RIGHT, agree
from gmm_widget.homework.checks.probes import Probe
from gmm_widget.homework.checks.sums import Found, Sum, best, operated, shuffled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def covariances_fault(value: Array, probe: Probe, means: Array) -> Found | None:
    """Find the fault of covariances (K, d, d), where `means` are the student's own.

    Parameters
    ----------
    value : (K, d, d) array
    probe : Probe
    means : (K, d) array

    Returns
    -------
    Found or None
    """
    r = probe.responsibilities
    counts = r.sum(axis=0)
    total = _scatter(probe.points, r, means)
    right = total / counts[:, None, None]
    if np.abs(value).max() <= 1e-12 * np.abs(right).max():
        said = "The covariances are all 0: nothing is stored in them, or the differences x - mu "
        return Found(("zero",), (f"{said}are summed before they are multiplied, and cancel.",))
    sums = list(_covariance_sums(probe, means))
    found = []
    for shape, raw, mask, says in _undone(value, means):
        used = [_round(one) for one in sums] if shape == "one variance" else sums
        if shape == "minus outer again":
            used = [one for one in sums if one.key[0] != "zero"]
        elif shape == "minus outer":
            used = [one for one in sums if one.key[0] == "zero"]
            used = [one._replace(says=one.says[1:]) for one in used]
        of = "averages of x x^T in the covariances" if shape == "minus outer" else "covariances"
        one = best(of, raw, used, probe, mask)
        if one is not None:
            found.append(Found((shape, *one.key), (*([says] if says else []), *one.says)))
    telling = [one for one in found if one.says]
    return (
        min(telling, key=lambda one: len(one.says), default=None)
        or _correlations(value, right)
        or _pooled(value, right, counts)
        or shuffled("covariances", value, right)
        or _remainder(value, right, means)
        or operated("covariances", value, total, probe)
    )


def _correlations(value: Array, right: Array) -> Found | None:
    deviations = np.sqrt(np.einsum("kii->ki", right))
    if not agree(value, right / deviations[:, :, None] / deviations[:, None]):
        return None
    said = "The covariances are correlations, with 1 on the diagonal: do not divide by the "
    return Found(("correlations",), (f"{said}standard deviations (np.cov, not np.corrcoef).",))


def _scatter(x: Array, counted: Array, centres: Array) -> Array:
    away = x[:, None] - centres
    return np.asarray(np.einsum("nki,nkj->kij", counted[:, :, None] * away, away, optimize=True))


def _covariance_sums(probe: Probe, means: Array) -> Iterator[Sum]:
    """The sums of (x - c)(x - c)^T for all ways to count, about all centres c."""
    r, x = probe.responsibilities, probe.points
    ways = list(COUNTING.items())
    counted = np.array([option.compute(r) for _, option in ways])
    for centre, places, of_centre in _centres(probe, means):
        away = x[:, None] - places
        outer = away[..., :, None] * away[..., None, :]
        scatters = np.einsum("wnk,nkij->wkij", counted, outer)
        for (name, option), one, scatter in zip(ways, counted, scatters, strict=True):
            said = [of_centre] if of_centre else []
            if name != RIGHT:
                said.append(f"In the covariances {option.says}.")
            yield Sum((centre, name), scatter, one.sum(axis=0), tuple(said))


def _centres(probe: Probe, means: Array) -> Iterator[tuple[str, Array, str]]:
    """The values that may be subtracted from the points, (K, d), with a name and a sentence."""
    r, x = probe.responsibilities, probe.points
    counts = r.sum(axis=0)[:, None]
    lead, every = "In the covariances ", np.broadcast_to
    index = f"{lead}the mean of the {{}} component is subtracted everywhere: index it with k."
    yield RIGHT, means, ""
    yield "reference", r.T @ x / counts, ""
    yield "zero", 0 * means, f"{lead}the mean is not subtracted: use x - mu_k."
    yield (
        "overall",
        every(x.mean(axis=0), means.shape),
        f"{lead}the overall mean of the points is subtracted: subtract mu_k of each component.",
    )
    yield "first", every(means[0], means.shape), index.format("first")
    yield "last", every(means[-1], means.shape), index.format("last")
    yield (
        "before",
        np.roll(means, 1, axis=0),
        f"{lead}component k uses the mean of component k - 1: the index is off by one.",
    )
    yield "plus", -means, f"{lead}the mean is added: subtract it, x - mu_k."
    yield "sum", r.T @ x, f"{lead}the weighted sum is subtracted: divide it by N_k first."
    yield (
        "average",
        every(means.mean(axis=0), means.shape),
        f"{lead}the average of all means is subtracted: subtract mu_k of each component.",
    )
    sure = hard(r)
    yield (
        "hard",
        sure.T @ x / np.maximum(sure.sum(axis=0), 1)[:, None],
        f"{lead}the means of hard labels are subtracted: subtract the new mu_k.",
    )


def _undone(value: Array, means: Array) -> Iterator[tuple[str, Array, Array | None, str]]:
    """Invert the ways to modify covariances.

    Yields the name of the modification, the covariances before it, which of their entries are
    determined, and a sentence.
    """
    eye = np.eye(value.shape[1], dtype=bool)
    lead = "The covariances "
    yield RIGHT, value, None, ""
    if not value[:, ~eye].any():
        variances = np.diagonal(value, axis1=1, axis2=2)
        one = np.ptp(variances, axis=1).max() <= EXACT * np.abs(variances).max()
        whole = "keep the whole matrix (x - mu)(x - mu)^T"
        if one:
            yield "one variance", value, eye, f"{lead}have one variance in all directions: {whole}."
        yield (
            "diagonal",
            value,
            eye,
            f"{lead}keep only the variances, and are 0 off the diagonal: {whole}.",
        )
        yield (
            "deviations",
            value**2,
            eye,
            f"{lead}hold standard deviations on a diagonal: they must hold variances, and {whole}.",
        )
    for name, mask in (("lower", np.tril(~eye)), ("upper", np.triu(~eye))):
        if not value[:, mask].any():
            yield (
                "triangle",
                value,
                ~mask,
                f"{lead}are not symmetric: the {name} triangle is empty.",
            )
            yield (
                "factor",
                value @ value.transpose(0, 2, 1),
                None,
                f"{lead}are Cholesky factors: return L L^T.",
            )
    roots = "hold square roots, entry by entry: they must hold variances, not standard deviations"
    yield "root", value**2 * np.sign(value), None, f"{lead}{roots}."
    yield "plain root", value**2, None, f"{lead}{roots}."
    yield "root of the diagonal", value**2, eye, f"{lead}{roots}."
    yield "absolute", value, eye, f"{lead}have the right variances, but not off the diagonal."
    yield "matrix root", value @ value, None, f"{lead}are matrix square roots: return the square."
    yield (
        "squared",
        np.sqrt(np.abs(value)),
        eye,
        f"{lead}are squared once more: (x - mu)(x - mu)^T is the square already.",
    )
    outer = means[:, :, None] * means[:, None]
    yield "minus outer", value + outer, None, ""
    yield (
        "minus outer again",
        value + outer,
        None,
        f"{lead}have mu mu^T subtracted from products that are centred already: do one of both.",
    )
    yield (
        "plus outer",
        value - outer,
        None,
        f"{lead}have mu mu^T added: it is subtracted from uncentred products, or not there.",
    )
    try:
        inverse = np.asarray(np.linalg.inv(value), dtype=np.float64)
    except np.linalg.LinAlgError:
        return
    yield "inverse", inverse, None, f"{lead}are inverted (precisions): return the covariances."


def _round(one: Sum) -> Sum:
    """The sum with its trace over d on the diagonal."""
    d = one.values.shape[1]
    trace = one.values.trace(axis1=1, axis2=2)[:, None, None]
    return one._replace(values=trace * np.eye(d) / d)


def _pooled(value: Array, right: Array, counts: Array) -> Found | None:
    """Test for one covariance shared by all components."""
    if np.abs(value - value[0]).max() > EXACT * np.abs(value).max():
        return None
    pooled = np.tensordot(counts / counts.sum(), right, 1)
    for name, one in (
        ("pooled", pooled),
        ("average", right.mean(axis=0)),
        ("sum", right.sum(axis=0)),
    ):
        if agree(value[0], one):
            said = "The covariances are all one, put together from all components: each needs its "
            return Found((name,), (f"{said}own, from its own responsibilities.",))
    return None


def _remainder(value: Array, right: Array, means: Array) -> Found | None:
    """Find what was added to the right covariances, if it has a simple form."""
    extra = value - right
    small = EXACT * np.abs(value).max()
    added = np.diagonal(extra, axis1=1, axis2=2)
    if np.abs(extra - added[:, :1, None] * np.eye(value.shape[1])).max() <= small:
        if np.ptp(added) > small:
            said = "Something is added to the diagonal of the covariances: leave it out."
            return Found(("diagonal",), (said,))
        number = f"{added.mean():.4g}"
        said = (
            f"{number} is added to the diagonal of the covariances. If the homework asks for "
            "that, the check must be told (reg=...); else leave it out."
        )
        return Found(("regularised", number), (said,))
    if np.ptp(extra) <= small:
        number = f"{extra.mean():.4g}"
        said = f"{number} is added to every entry of the covariances: leave it out."
        return Found(("constant",), (said,))
    if np.ptp(extra.reshape(len(extra), -1), axis=1).max() <= small:
        said = (
            "A number is added to every entry of the covariances, another one for each component: "
            "do the sums start at 0?"
        )
        return Found(("constants",), (said,))
    if np.abs(extra - extra.transpose(0, 2, 1)).max() > small:
        said = (
            "The covariances are not symmetric: the same difference x - mu must stand on both "
            "sides of the product (x - mu)(x - mu)^T."
        )
        return Found(("not symmetric",), (said,))
    alone = value + means[:, :, None] * means[:, None]
    if np.ptp(alone.reshape(len(value), -1), axis=1).max() <= small:
        said = "Of the covariances only - mu mu^T is right: the mean of x x^T must stand before it."
        return Found(("only outer",), (said,))
    eigenvalues = np.linalg.eigvalsh(extra)
    for sign, rest in ((1, eigenvalues[:, :-1]), (-1, eigenvalues[:, 1:])):
        if np.abs(rest).max() <= 10 * small and (sign * eigenvalues.sum(axis=1) > -small).all():
            what = "large" if sign > 0 else "small"
            said = (
                f"The covariances are too {what} by a product v v^T of one vector: what is "
                "subtracted from x is not the new mean mu_k of the component. (The old means, "
                "perhaps, or those of something else?)"
            )
            return Found(("rank one", sign), (said,))
    return None
