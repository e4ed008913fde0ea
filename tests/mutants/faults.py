"""Slips of whole formulas, which no single edit of the syntax makes, as edits of the sources.

Each has the checker, the style, what is replaced by what, and the parts that it concerns.
"""

# ruff: noqa: E501

from collections.abc import Iterator

from tests.mutants.edits import Mutant
from tests.mutants.styles import STYLES

LL_END = "    return np.sum(np.log(density))  # sum"
LL_TOP = "    top = L.max(axis=1)  # sum"
M_S = "np.dot((r * (X - mu[k])).T, X - mu[k]) / N_k"
M_END = "    return pi, mu, sigma"
CORR = "(covariances[k] / np.sqrt(np.outer(np.diag(covariances[k]), np.diag(covariances[k]))))"

SLIPS: tuple[tuple[str, str, str, str, str], ...] = (
    # E-step: normalising, and numbers that are nearly right
    ("e_step", "columns", "P / total", "P / (total + 1e-6)", "rows nearly"),
    ("e_step", "columns", "P / total", "P / (total + 1e-10)", "rows nearly"),
    ("e_step", "columns", "P / total", "(P + 1e-10) / (P + 1e-10).sum(1, keepdims=True)", "nearly"),
    ("e_step", "columns", "P / total", "np.round(P / total, 3)", "nearly"),
    ("e_step", "columns", "P / total", "np.float32(P / total)", "nearly"),
    ("e_step", "columns", "P / total", "np.clip(P / total, 1e-6, 1)", "nearly"),
    ("e_step", "loops", "/ norm", "/ (norm + 1e-6)", "nearly determinant constant weight"),
    (
        "e_step",
        "loops",
        "det(covariances[k])",
        "det(covariances[k] + 1e-6 * np.eye(d))",
        "nearly determinant",
    ),
    (
        "e_step",
        "columns",
        "inv(covariances[k])",
        "inv(covariances[k] + 1e-6 * np.eye(d))",
        "nearly exponent",
    ),
    (
        "e_step",
        "columns",
        "diff = X - means[k]",
        "diff = np.float32(X - means[k])",
        "nearly mean exponent",
    ),
    ("e_step", "logs", "L.max(axis=1, keepdims=True)", "L.max(axis=0)", "rows"),
    ("e_step", "logs", "    top =", "    L = L - L.max(axis=0)  # rows\n    top =", "rows"),
    ("e_step", "einsum", "np.max(logr, axis=1, keepdims=True)", "logr.max(0)", "rows"),
    ("e_step", "cholesky", "L.max(axis=1, keepdims=True)", "L.max(axis=0)", "rows"),
    (
        "e_step",
        "columns",
        "    total = P.sum(axis=1, keepdims=True)",
        "    total = np.cumsum(P.sum(axis=1))[:, None]",
        "rows",
    ),
    ("e_step", "columns", "P / total", "P / np.linalg.norm(P, axis=1, keepdims=True)", "rows"),
    (
        "e_step",
        "columns",
        "P / total",
        "P / total.T if len(P) == len(P[0]) else P / P.sum(0)",
        "rows",
    ),
    # E-step: the density
    ("e_step", "columns", "inv(covariances[k])", f"inv({CORR})", "exponent matrix"),
    (
        "e_step",
        "columns",
        "        inv =",
        f"        covariances = [*covariances[:k], {CORR}, *covariances[k + 1:]]  # matrix\n        inv =",
        "matrix",
    ),
    (
        "e_step",
        "columns",
        "np.sum(diff @ inv * diff, axis=1)",
        "np.sum(diff @ inv * diff)",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "np.sum(diff @ inv * diff, axis=1)",
        "np.trace(diff @ inv @ diff.T)",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "np.sum(diff @ inv * diff, axis=1)",
        "np.sum(diff @ inv, axis=1) * np.sum(diff, axis=1)",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "np.sum(diff @ inv * diff, axis=1)",
        "np.sum(diff ** 2 / np.diag(covariances[k]), axis=1)",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "np.sum(diff @ inv * diff, axis=1)",
        "np.sum(diff ** 2, axis=1)",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "np.sum(diff @ inv * diff, axis=1)",
        "np.sqrt(np.sum(diff @ inv * diff, axis=1))",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "        inv =",
        "        covariances = np.broadcast_to(covariances.mean(axis=0), covariances.shape)  # matrix\n        inv =",
        "exponent determinant",
    ),
    (
        "e_step",
        "solve",
        "covariances[k], centred",
        "np.mean(covariances, axis=0), centred",
        "exponent",
    ),
    (
        "e_step",
        "columns",
        "np.linalg.det(covariances[k])",
        "np.prod(np.diag(covariances[k]))",
        "determinant",
    ),
    (
        "e_step",
        "columns",
        "np.linalg.det(covariances[k])",
        "np.trace(covariances[k])",
        "determinant",
    ),
    ("e_step", "columns", "(-d / 2) * det ** (-0.5)", "(-d / 2) * det ** (-d / 2)", "determinant"),
    ("e_step", "columns", "weights[k] * scale", "scale", "weight"),
    ("e_step", "columns", "weights[k] * scale", "weights[k] ** 2 * scale", "weight"),
    ("e_step", "scipy", "weights[k] * multi", "multi", "weight"),
    (
        "e_step",
        "scipy",
        "covariances[k])",
        "np.diag(np.diag(covariances[k])))",
        "exponent determinant",
    ),
    (
        "e_step",
        "scipy",
        "covariances[k])",
        "np.sqrt(np.diag(covariances[k])))",
        "exponent determinant",
    ),
    ("e_step", "scipy", "covariances[k])", "np.eye(len(X[0])))", "exponent determinant"),
    (
        "e_step",
        "scipy",
        "covariances[k])",
        "covariances[k] @ covariances[k])",
        "exponent determinant",
    ),
    ("e_step", "scipy", "covariances[k])", "covariances[0])", "exponent determinant"),
    ("e_step", "scipy", "means[k]", "means[k - 1]", "mean"),
    ("e_step", "scipy", "means[k]", "means.mean(axis=0)", "mean"),
    ("e_step", "scipy", "means[k]", "X.mean(axis=0)", "mean"),
    ("e_step", "scipy", "range(len(weights))", "range(len(weights) - 1)", "loop"),
    ("e_step", "columns", "range(len(weights))", "range(3)", "loop shape"),
    ("e_step", "columns", "(-d / 2)", "(-1)", "constant rows"),
    # Log-likelihood
    ("log_likelihood", "solve", "np.log(density)", "np.log(density + 1e-10)", "nearly sum"),
    ("log_likelihood", "solve", "np.log(density)", "np.log(density + 1e-6)", "nearly sum"),
    (
        "log_likelihood",
        "solve",
        "np.sum(np.log(density))",
        "round(np.sum(np.log(density)), 2)",
        "nearly",
    ),
    (
        "log_likelihood",
        "solve",
        "np.sum(np.log(density))",
        "np.float32(np.sum(np.log(density)))",
        "nearly",
    ),
    (
        "log_likelihood",
        "solve",
        "np.sum(np.log(density))",
        "int(np.sum(np.log(density)))",
        "nearly sum",
    ),
    (
        "log_likelihood",
        "solve",
        "solve(covariances[k]",
        "solve(covariances[k] + 1e-6 * np.eye(D)",
        "nearly exponent",
    ),
    (
        "log_likelihood",
        "solve",
        "np.sum(np.log(density))",
        "np.sum(np.log(np.maximum(density, 1e-3)))",
        "nearly sum",
    ),
    (
        "log_likelihood",
        "solve",
        LL_END,
        "    K = len(weights)\n    p = K - 1 + K * D + K * D * (D + 1) / 2\n    return p * np.log(N) - 2 * np.sum(np.log(density))  # sum",
        "criterion",
    ),
    (
        "log_likelihood",
        "solve",
        LL_END,
        "    K = len(weights)\n    p = K - 1 + K * D + K * D * (D + 1) / 2\n    return 2 * p - 2 * np.sum(np.log(density))  # sum",
        "criterion",
    ),
    (
        "log_likelihood",
        "solve",
        LL_END,
        "    K = len(weights)\n    p = K - 1 + K * D + K * D * (D + 1) / 2\n    return np.sum(np.log(density)) - p / 2 * np.log(N)  # sum",
        "criterion",
    ),
    ("log_likelihood", "solve", "np.sum(np.log(density))", "np.mean(np.log(density))", "sum"),
    ("log_likelihood", "solve", "np.sum(np.log(density))", "-np.sum(np.log(density))", "sum"),
    ("log_likelihood", "solve", "np.sum(np.log(density))", "np.log(np.sum(density))", "sum"),
    ("log_likelihood", "solve", "np.sum(np.log(density))", "np.prod(density)", "sum"),
    (
        "log_likelihood",
        "solve",
        "np.sum(np.log(density))",
        "np.sum(np.log(np.cumsum(density)))",
        "sum",
    ),
    ("log_likelihood", "solve", "np.sum(np.log(density))", "np.sum(np.log10(density))", "sum"),
    ("log_likelihood", "solve", "range(len(means))", "range(3)", "sum loop shape"),
    ("log_likelihood", "solve", "range(len(means))", "range(len(means) - 1)", "sum loop"),
    ("log_likelihood", "solve", "density += weights", "density = weights", "sum loop"),
    (
        "log_likelihood",
        "solve",
        "centred * np.linalg.solve(covariances[k], centred), axis=0",
        "centred * np.linalg.solve(covariances[k], centred)",
        "exponent",
    ),
    ("log_likelihood", "logs", LL_TOP, "    L = L - L.max(axis=0)  # sum\n" + LL_TOP, "sum"),
    (
        "log_likelihood",
        "logs",
        "np.sum(top + np.log(np.exp(L - top[:, None]).sum(axis=1)))",
        "np.sum(L)",
        "sum",
    ),
    (
        "log_likelihood",
        "logs",
        "np.sum(top + np.log(np.exp(L - top[:, None]).sum(axis=1)))",
        "np.sum(np.exp(L) / np.exp(L).sum(1, keepdims=True) * L)",
        "sum",
    ),
    ("log_likelihood", "logs", "top + np.log", "np.log", "sum"),
    ("log_likelihood", "loops", "        p = 0.0  # sum\n", "", "sum"),
    ("log_likelihood", "comprehension", "(2 * np.pi) ** d", "(2 * np.pi)", "constant"),
    ("log_likelihood", "scipy", "covariances[k])", f"{CORR})", "exponent determinant matrix"),
    # M-step
    ("m_step", "weighted", "N_k / n", "N_k / (n + 1e-6)", "nearly weights"),
    ("m_step", "weighted", "axis=0) / N_k", "axis=0) / (N_k + 1e-6)", "nearly means"),
    ("m_step", "weighted", M_S, f"{M_S} + 1e-6 * np.eye(d)", "nearly covariances"),
    ("m_step", "weighted", M_S, f"np.float32({M_S})", "nearly covariances"),
    ("m_step", "weighted", M_S, f"np.round({M_S}, 3)", "nearly covariances"),
    ("m_step", "weighted", M_END, "    return pi, np.round(mu, 4), sigma", "nearly means"),
    (
        "m_step",
        "weighted",
        "N_k = r.sum()",
        "N_k = r.sum() + 1e-6",
        "nearly weights means covariances",
    ),
    ("m_step", "weighted", M_S, "np.corrcoef(X.T * np.sqrt(r.T))", "covariances"),
    (
        "m_step",
        "weighted",
        M_END,
        "    spread = np.sqrt(np.einsum('kii->ki', sigma))\n    return pi, mu, sigma / spread[:, :, None] / spread[:, None]",
        "covariances",
    ),
    ("m_step", "weighted", "np.dot((r *", "np.cov(X.T) + 0 * np.dot((r *", "covariances"),
    (
        "m_step",
        "weighted",
        M_END,
        "    return pi, mu, np.einsum('k,kij->ij', pi, sigma) + 0 * sigma",
        "covariances",
    ),
    (
        "m_step",
        "weighted",
        M_END,
        "    return pi, mu, sigma.mean(axis=0) + 0 * sigma",
        "covariances",
    ),
    (
        "m_step",
        "weighted",
        M_END,
        "    return pi, mu, np.eye(d) * np.einsum('kii->k', sigma)[:, None, None] / d",
        "covariances",
    ),
    ("m_step", "weighted", M_END, "    return pi, mu, np.eye(d) * sigma", "covariances"),
    ("m_step", "weighted", M_END, "    return pi, mu, np.linalg.cholesky(sigma)", "covariances"),
    ("m_step", "weighted", M_END, "    return pi, mu, np.linalg.inv(sigma)", "covariances"),
    (
        "m_step",
        "weighted",
        "    for k in range(K):  # loop",
        "    for k in range(K - 1):  # loop",
        "loop",
    ),
    (
        "m_step",
        "weighted",
        "    for k in range(K):  # loop",
        "    for k in range(3):  # loop",
        "loop shape",
    ),
    ("m_step", "weighted", "X - mu[k]) / N_k", "X - mu[k]) / (N_k - 1)", "covariances"),
    (
        "m_step",
        "weighted",
        "X - mu[k])).T, X - mu[k])",
        "X - X.mean(axis=0))).T, X - X.mean(axis=0))",
        "covariances",
    ),
    (
        "m_step",
        "cov",
        "np.atleast_2d(np.cov(X.T, aweights=R[:, k], ddof=0))",
        "np.cov(X.T, aweights=R[:, k], ddof=0)",
        "covariances shape",
    ),
    ("m_step", "cov", ", ddof=0", "", "covariances"),
    ("m_step", "cov", ", aweights=R[:, k], ddof=0", ", ddof=0", "covariances"),
    (
        "m_step",
        "loops",
        "        Nk = 0  # weights means covariances\n",
        "",
        "weights means covariances",
    ),
    (
        "m_step",
        "columns",
        "return weights, means,",
        "return np.exp(Nk) / np.exp(Nk).sum(), means,",
        "weights",
    ),
    ("m_step", "columns", "weights = Nk / n", "weights = np.full(K, 1 / K)", "weights"),
)


def slips() -> Iterator[Mutant]:
    """The mutants of `SLIPS`."""
    for kind, style, old, new, parts in SLIPS:
        source = STYLES[kind][style]
        if old not in source:
            raise ValueError(f"{old!r} is not in the {kind} of style {style!r}")
        changed = source.replace(old, new)
        if "Nk = Nk" in changed and "Nk = 0" not in changed:
            changed = changed.replace("    for k in", "    Nk = 0\n    for k in", 1)
        if style == "loops" and "p +=" in changed and "p = 0.0" not in changed:
            changed = changed.replace("    total = 0.0", "    total = p = 0.0")
        yield Mutant(kind, style, changed, f"{old} -> {new}", new.strip(), frozenset(parts.split()))
