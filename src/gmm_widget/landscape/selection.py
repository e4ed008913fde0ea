"""Selection of the number of components and the covariance type by information criteria."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gmm_widget import em
from gmm_widget.arguments import by_name, check_name
from gmm_widget.diagnostics import propped, spurious
from gmm_widget.em import (
    COVARIANCE_TYPES,
    CRITERIA,
    CovarianceType,
    Criterion,
    Data,
    FitOptions,
    Fits,
    FlatPointsError,
    Mixture,
    as_generator,
    check_count,
    fit_groups_steps,
    n_parameters,
    responsibilities,
    starts,
)
from gmm_widget.progress import Step, finish
from gmm_widget.words import joined, say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gmm_widget.progress import Progress, Steps

NO_MORE = 2.0
"""A BIC difference of at most this is "not worth more than a bare mention" (Kass and Raftery 1995,
J. Amer. Statist. Assoc. 90, 773-795): such a row might as well be the best."""
MOST_ROWS = 20
"""The maximum number of numbers of components in a selection's repr."""


class Row(NamedTuple):
    """One number of components and covariance type. Lower is better for every criterion.

    log_likelihood, bic, aic, icl : float
        Of the best fit that did not collapse; NaN if all did.
    n_parameters : int
    n_fits, n_lost : int
        How many fits were requested, and how many collapsed, ran empty, would have collapsed but
        for reg_covar, or were not begun because the points are flat for this type.
    n_iter : int
        The number of iterations of the best fit; 0 if all collapsed.
    n_narrow : int
        How many components of the best fit are so narrow, on so few points, that its likelihood is
        probably an accident: `gmm_widget.diagnostics.spurious`.
    """

    n_components: int
    covariance_type: CovarianceType
    log_likelihood: float
    n_parameters: int
    bic: float
    aic: float
    icl: float
    n_fits: int
    n_lost: int
    n_iter: int
    n_narrow: int = 0


class Found(NamedTuple):
    """A row, its best fit, and the start that led there; None if all collapsed."""

    row: Row
    mixture: Mixture | None
    start: Mixture | None


class Best(NamedTuple):
    """The row that a criterion prefers, its mixture, and the criterion's value."""

    n_components: int
    covariance_type: CovarianceType
    mixture: Mixture
    score: float


@dataclass(frozen=True, eq=False)
class Selection:
    """The result of `select`: a row for every K and covariance type, and the best of them.

    Attributes
    ----------
    table : tuple of Row
    mixtures, starts : tuple of (Mixture or None)
        For every row its best fit, and the start that led there; None if all collapsed.
    best : Best
    criterion : {"bic", "aic", "icl"}
        The criterion by which `best` was chosen.
    notes : tuple of str
        Caveats about the numbers, in sentences: `select` issues them as warnings.
    """

    table: tuple[Row, ...]
    mixtures: tuple[Mixture | None, ...]
    starts: tuple[Mixture | None, ...]
    best: Best
    criterion: Criterion = "bic"
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        types = list(dict.fromkeys(row.covariance_type for row in self.table))
        numbers = list(dict.fromkeys(row.n_components for row in self.table))
        scores = {
            (row.n_components, row.covariance_type): _cell(row, getattr(row, self.criterion))
            for row in self.table
        }
        lines = [f"{'K':>3}" + "".join(f"{each:>12}" for each in types)]
        lines += [
            f"{k:>3}" + "".join(f"{scores.get((k, each), ''):>12}" for each in types)
            for k in numbers[:MOST_ROWS]
        ]
        lines += [f"... and {len(numbers) - MOST_ROWS} more"] * (len(numbers) > MOST_ROWS)
        best = self.best
        title = (
            f"<Selection by {self.criterion.upper()}: {best.n_components} component"
            f"{'s' * (best.n_components != 1)}, {best.covariance_type}, {best.score:.1f}>"
        )
        return "\n".join([title, *lines, *self.notes])

    def winner(self, criterion: Criterion) -> int:
        """The index of the row that a criterion prefers.

        Raises ValueError if the criterion is unknown.
        """
        check_name("criterion", criterion, CRITERIA)
        scores = [getattr(row, criterion) for row in self.table]
        return int(np.nanargmin(scores))


@by_name
def select(
    points: Any,
    n_components: Iterable[int] = range(1, 11),
    n_init: int = 20,
    random_state: Any = 0,
    *,
    covariance_types: Sequence[CovarianceType] = ("full",),
    criterion: Criterion = "bic",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    max_iter: int = 1000,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
    progress: Progress | None = None,
) -> Selection:
    """Select the number of components and the covariance type by an information criterion.

    For every K and type, the best of `n_init` fits from k-means++ starts is scored by BIC, AIC and
    ICL (`gmm_widget.em.information_criteria`); lower is better.

    A fit that collapsed has an unbounded likelihood, and one with a component that `reg_covar`
    alone holds open has a likelihood that reflects `reg_covar`: both are counted in the row as
    lost, and never win. So is a covariance type for which the points are flat, such as all but the
    spherical if a column is constant: the others are fitted.

    Parameters
    ----------
    points : (n, d) array_like
    n_components : iterable of int
        The numbers to choose from.
    n_init : int
        How many starts to draw for each of them.
    random_state : int, numpy.random.Generator or None
        Seeds the draws.
    covariance_types : sequence of {"full", "tied", "diag", "spherical"}
        The types to choose from.
    criterion : {"bic", "aic", "icl"}
        The criterion by which `best` is chosen.
    reg_covar, tol, max_iter, within : as for `fit`
    sample_weight : (n,) array_like or None
        How often each point was seen. The criteria take them as counts, which sum to the number of
        observations; weights whose sum is below the number of points are rescaled to sum to it. A
        warning says so, unless they are whole numbers without a common factor.
    progress : callable or None
        A callback, ``progress(done, total)``, called several times a second. Raise an exception in
        it to stop the work.

    Returns
    -------
    Selection

    Warns
    -----
    UserWarning
        If a covariance type was left out; if the best row, or one within 2 of it, has a component
        that is spuriously narrow (`gmm_widget.diagnostics.spurious`); if the weights may not be
        counts.

    Raises
    ------
    TypeError, ValueError
        If the points or an option are invalid, there is no model to choose from, no type can be
        fitted, or no fit at all ended at a mixture.
    """
    data = Data.checked(points, sample_weight, within)
    options = FitOptions(reg_covar=reg_covar, tol=tol, max_iter=max_iter)
    steps = select_steps(
        data, n_components, n_init, random_state, options, covariance_types, criterion
    )
    return warned(finish(steps, progress))


def warned(found: Selection) -> Selection:
    """Issue the notes of a selection as warnings at the caller's line, and return it."""
    for note in found.notes:
        warnings.warn(note, stacklevel=4)  # past `by_name`, to who asked
    return found


def select_steps(
    data: Data,
    n_components: Iterable[int],
    n_init: int,
    random_state: Any,
    options: FitOptions,
    covariance_types: Sequence[CovarianceType] = ("full",),
    criterion: Criterion = "bic",
) -> Steps[Selection]:
    """Run `select` a round of fits at a time, without its warnings.

    Parameters
    ----------
    data : Data
    n_components, n_init, random_state, covariance_types, criterion : as for `select`
    options : FitOptions
        Its covariance type is replaced by each of `covariance_types`.

    Yields
    ------
    Step
        After every round: the number of fits that have ended, and their total. When a row is found,
        `so_far` is the selection among all rows found until then, or None if none has a mixture.

    Returns
    -------
    Selection
        The return value of the generator; its notes are what `select` warns of.
    """
    check_count("n_init", n_init)
    check_name("criterion", criterion, CRITERIA)
    numbers, types = _numbers(n_components), _types(covariance_types)
    random = as_generator(random_state)
    draw = starts.many_kmeans_plus_plus
    begin = {k: draw(data, k, n_init, random_state=random) for k in numbers}
    models = [(each, k) for each in types for k in begin]
    flat: dict[CovarianceType, str] = {}
    found: dict[tuple[CovarianceType, int], Found] = {}
    for i, covariance_type in enumerate(types):
        of_type = replace(options, covariance_type=covariance_type)
        work = fit_groups_steps(data, list(begin.values()), of_type)
        try:
            for step in work:
                so_far = None
                if step.so_far is not None:
                    number, fits = step.so_far
                    k = list(begin)[number]
                    found[covariance_type, k] = _found(fits, begin[k], data, of_type)
                    so_far = _selection(models, found, criterion, data, flat)
                yield Step(i * len(begin) * n_init + step.done, len(models) * n_init, so_far)
        except FlatPointsError as error:
            flat[covariance_type] = str(error)
            for k in begin:
                found[covariance_type, k] = _lost(k, covariance_type, data, n_init)
    if len(flat) == len(types):
        raise ValueError(flat[types[0]])
    selection = _selection(models, found, criterion, data, flat)
    if selection is None:
        raise ValueError(
            "every fit collapsed, so there is nothing to select from: give reg_covar > 0, fewer "
            "components or more points"
        )
    return selection


def _numbers(n_components: Any) -> list[int]:
    """Validate the numbers of components to choose from, each once."""
    if isinstance(n_components, str) or not np.iterable(n_components):
        raise TypeError(
            "n_components must be the numbers to choose from, such as range(1, 11) or [2, 3]; got "
            f"{n_components!r}"
        )
    numbers = list(n_components)
    for k in numbers:
        check_count("each of n_components", k)
    if not numbers:
        raise ValueError(
            "there is nothing to choose from: give at least one number in n_components"
        )
    return list(dict.fromkeys(map(int, numbers)))


def _types(covariance_types: Any) -> list[CovarianceType]:
    """Validate the covariance types to choose from, each once."""
    one = isinstance(covariance_types, str)
    if not one and not np.iterable(covariance_types):
        raise TypeError(
            f"covariance_types must be some of {', '.join(map(repr, COVARIANCE_TYPES))}; got "
            f"{covariance_types!r}"
        )
    types: list[Any] = [covariance_types] if one else list(covariance_types)
    for each in types:
        check_name("each of covariance_types", each, COVARIANCE_TYPES)
    if not types:
        raise ValueError("there is nothing to choose from: give at least one of covariance_types")
    return list(dict.fromkeys(types))


def _selection(
    models: Iterable[tuple[CovarianceType, int]],
    found: Mapping[tuple[CovarianceType, int], Found],
    criterion: Criterion,
    data: Data,
    flat: Mapping[CovarianceType, str],
) -> Selection | None:
    """Create a selection of the models found so far, in their order; None if none has a mixture."""
    known = [found[model] for model in models if model in found]
    scored = [
        Best(row.n_components, row.covariance_type, mixture, getattr(row, criterion))
        for row, mixture, _ in known
        if mixture is not None
    ]
    if not scored:
        return None
    rows, mixtures, origins = zip(*known, strict=True)
    best = min(scored, key=lambda each: each.score)
    notes = [*_flat_note(flat), *_weight_note(data), *_narrow_note(rows, criterion)]
    return Selection(rows, mixtures, origins, best, criterion, tuple(notes))


def _flat_note(flat: Mapping[CovarianceType, str]) -> Iterable[str]:
    if flat:
        yield say(
            "Not fitted: {types}. The points have no width in some direction that these need.",
            types=joined(list(flat), ", "),
        )


def _weight_note(data: Data) -> Iterable[str]:
    observed = data.observed
    if data.sample_weight is None or data.within is not None or observed.plain:
        return
    n = f"{observed.number:,.6g}"
    if observed.factor != 1:
        yield say(
            "The weights sum to less than the number of points, so they are not counts: the "
            "criteria rescale them to sum to {n}.",
            n=n,
        )
    else:
        yield say(
            "The criteria treat the weights as counts of {n} observations. If they are only "
            "relative, divide them by their mean.",
            n=n,
        )


def _narrow_note(rows: Sequence[Row], criterion: Criterion) -> Iterable[str]:
    scores = np.array([getattr(row, criterion) for row in rows])
    near = np.flatnonzero(scores <= np.nanmin(scores) + NO_MORE)
    narrow = [rows[i] for i in near.tolist() if rows[i].n_narrow]
    if narrow:
        each = [f"{row.n_components} {row.covariance_type}" for row in narrow]
        yield say(
            "A component is very narrow on a few points: {models}. Such a high likelihood may "
            "be due to chance (a spurious maximum).",
            models=joined(each, ", "),
        )


def _cell(row: Row, score: float) -> str:
    """Format a score; an exclamation mark if a component is spuriously narrow."""
    return "lost" if math.isnan(score) else f"{score:.1f}" + ("!" if row.n_narrow else "")


def _lost(k: int, covariance_type: CovarianceType, data: Data, n_fits: int) -> Found:
    """Create a row in which no fit ended at a mixture."""
    m, nan = n_parameters(k, data.points.shape[1], covariance_type), math.nan
    return Found(Row(k, covariance_type, nan, m, nan, nan, nan, n_fits, n_fits, 0), None, None)


def _found(fits: Fits, begin: Sequence[Mixture], data: Data, options: FitOptions) -> Found:
    """Find the best of the fits from some starts, and compute its criteria."""

    def is_propped(mixture: Mixture) -> bool:
        weight = data.sample_weight
        held = propped(mixture, options.reg_covar, data.points, sample_weight=weight)
        return bool(held.any())

    covariance_type = options.covariance_type
    k = begin[0].n_components
    sound = [i for i in fits.sound.tolist() if not is_propped(fits.mixture(i))]
    if not sound:
        return _lost(k, covariance_type, data, len(fits))
    best = int(sound[np.argmax(fits.log_likelihoods[sound])])
    mixture, value = fits.mixture(best), float(fits.log_likelihoods[best])
    m = n_parameters(k, data.points.shape[1], covariance_type)
    row = Row(
        k,
        covariance_type,
        value,
        m,
        *_scores(data, mixture, value, m),
        len(fits),
        len(fits) - len(sound),
        int(fits.n_iter[best]),
        int(spurious(mixture, data.observed.number, data.spread).sum()),
    )
    return Found(row, mixture, begin[best])


def _scores(
    data: Data, mixture: Mixture, log_likelihood: float, m: int
) -> tuple[float, float, float]:
    """Compute BIC, AIC and ICL."""
    left, weight, observed = data.counting, data.counting.sample_weight, data.observed
    shares = responsibilities(left.points, mixture, left.within, left.unit)
    log_most = np.log(shares.max(axis=1))
    certainty = float(log_most.sum() if weight is None else weight @ log_most)
    value = observed.factor * log_likelihood
    bic = em.bic(value, m, observed.number)
    return bic, em.aic(value, m), em.icl(bic, observed.factor * certainty)
