"""Common faults, as edits of right functions: what students really hand in.

Each is a source, what is edited, and a pattern that the diagnosis must meet to name the fault.
"""

from typing import NamedTuple

import right

# Shared pieces of the sources, to keep the list readable.
POWER = "-0.5 * diff @ np.linalg.inv(covariances[k]) @ diff"
NORM = "np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances[k]))"
PUT = "R[i, k] = weights[k] * np.exp(power) / norm"
ROW = "R[i] = R[i] / R[i].sum()"
LOG = "np.log(weights[k]) - 0.5 * (d * np.log(2 * np.pi) + logdet + maha)"
SHARE = "return P / total"
COV = "covariances[k] = (R[:, k][:, None] * diff).T @ diff / Nk[k]"
LSE = "np.sum(top + np.log(np.exp(L - top[:, None]).sum(axis=1)))"


class Fault(NamedTuple):
    """A fault, and the pattern that its diagnosis must meet."""

    kind: str
    source: str
    edits: tuple[tuple[str, str], ...]
    says: str

    @property
    def text(self):
        """The faulty source."""
        text = self.source
        for old, new in self.edits:
            assert old in text, f"{old!r} is not in the source"
            text = text.replace(old, new)
        return text


def e(source, old, new, says, *more):
    return Fault("e_step", source, ((old, new), *more), says)


def m(source, old, new, says, *more):
    return Fault("m_step", source, ((old, new), *more), says)


def ll(source, old, new, says, *more):
    return Fault("log_likelihood", source, ((old, new), *more), says)


L, C, G, F = right.E_LOOPS, right.E_COLUMNS, right.E_LOGS, right.E_CHOLESKY
ML, MC, ME, MM = right.M_LOOPS, right.M_COLUMNS, right.M_EINSUM, right.M_MOMENTS
LL, LG = right.LL_LOOPS, right.LL_LOGS

FAULTS = (
    # ------------------------------------------------------------ E-step: the density
    e(L, "weights[k] * np.exp", "np.exp", "weights are missing"),
    e(G, "np.log(weights[k]) - ", "-", "weights are missing"),
    e(G, "np.log(weights[k])", "weights[k]", "add its logarithm"),
    e(L, "weights[k] *", "weights[k] ** 2 *", "weights.*(twice|power 2)"),
    e(L, "weights[k] * np.exp(power)", "np.exp(power) / weights[k]", "divided by the mixing"),
    e(L, "weights[k]", "weights[0]", "weights are missing, or the same"),
    e(L, NORM, "np.sqrt((2 * np.pi) ** d)", "determinant.*missing"),
    e(L, NORM, "np.linalg.det(covariances[k])", "square root of the determinant is missing"),
    e(L, "/ norm", "* norm", "determinant multiplies"),
    e(C, "det ** (-0.5)", "det ** 0.5", "determinant multiplies"),
    e(C, "det ** (-0.5)", "det ** (-0.25)", "root of the determinant is taken twice"),
    e(G, "logdet + maha", "maha", "determinant.*missing"),
    e(G, "logdet + maha", "2 * logdet + maha", "square root of the determinant is missing"),
    e(G, "logdet + maha", "np.exp(logdet) + maha", "subtract half its logarithm"),
    e(L, "np.linalg.det(covariances[k])", "np.prod(np.diag(covariances[k]))", "product of the var"),
    e(L, "np.linalg.det(covariances[k])", "np.trace(covariances[k])", "trace stands in"),
    e(F, "half - 0.5", "2 * half - 0.5", "square root of the determinant is missing"),
    e(L, POWER, "-diff @ np.linalg.inv(covariances[k]) @ diff", "lacks the factor 1/2"),
    e(L, POWER, POWER.removeprefix("-"), "wrong sign"),
    e(L, POWER, "-2 * diff @ np.linalg.inv(covariances[k]) @ diff", "must be halved|-1/2"),
    e(L, POWER, "-0.5 * diff @ covariances[k] @ diff", "inverse"),
    e(L, POWER, "-0.5 * diff @ diff", "plain distance"),
    e(L, POWER, "-0.5 * np.sum(diff ** 2 / np.diag(covariances[k]))", "only the variances"),
    e(L, POWER, "-0.5 * np.sqrt(diff @ np.linalg.inv(covariances[k]) @ diff)", "squared distance"),
    e(L, "np.linalg.inv(covariances[k])", "(1 / covariances[k])", "entry by entry"),
    e(
        L,
        "np.linalg.inv(covariances[k])",
        "np.linalg.inv(covariances[k] @ covariances[k])",
        "variances already",
    ),
    e(
        L,
        "np.linalg.inv(covariances[k])",
        "np.diag(np.diag(np.linalg.inv(covariances[k])))",
        "diagonal of the inverse",
    ),
    e(L, "covariances[k]", "covariances[0]", "covariance of the first|inverse covariance"),
    e(C, "X - means[k]", "X - means[0]", "mean of the first"),
    e(C, "X - means[k]", "X - X.mean(axis=0)", "overall mean"),
    e(C, "X - means[k]", "X", "mean is not subtracted"),
    e(C, "X - means[k]", "X + means[k]", "mean is added"),
    e(C, "* np.exp(-0.5 * maha)", "* (-0.5 * maha)", "np.exp|exponent"),
    # ------------------------------------------------------------ E-step: normalising
    e(L, ROW, "pass", "before normalising"),
    e(C, SHARE, "return P / P.sum(axis=0)", "axis=0"),
    e(C, SHARE, "return P / P.sum()", "grand total"),
    e(C, SHARE, "return P / P.max(axis=1, keepdims=True)", "largest entry"),
    e(C, SHARE, "return P / P.mean(axis=1, keepdims=True)", "divided by its mean"),
    e(C, SHARE, "return P / (total + 1e-3)", "constant of 0.001"),
    e(C, SHARE, "return np.eye(K)[P.argmax(axis=1)]", "hard labels"),
    e(C, SHARE, "return P.argmax(axis=1)", "labels"),
    e(
        C,
        SHARE,
        "return np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)",
        "np.exp is applied twice",
    ),
    e(C, SHARE, "return weights * P / total", "after normalising|power 2"),
    e(C, SHARE, "return (P / total).T", "transposed"),
    e(G, "np.exp(L - lse)", "L - lse", "logarithms of the resp"),
    e(G, "np.exp(L - lse)", "L", "log densities"),
    e(G, "np.exp(L - lse)", "L / L.sum(axis=1, keepdims=True)", "np.exp first"),
    e(G, "return np.exp(L - lse)", "np.exp(L - lse)", "return statement"),
    e(C, "diff = X - means[k]", "X -= means[k]; diff = X", "in place"),
    e(C, "return P / total", "weights /= 2\n    return P / total", "in place"),
    # ------------------------------------------------------------ two at once
    e(
        L,
        POWER,
        "-diff @ np.linalg.inv(covariances[k]) @ diff",
        "factor 1/2.*weights|weights.*factor 1/2",
        ("weights[k] * np.exp", "np.exp"),
    ),
    e(L, "/ norm", "", "determinant.*missing", (ROW, "pass")),
    # ------------------------------------------------------------ far away
    e(L, ROW, ROW, "log-sum-exp"),
    e(G, "L.max(axis=1, keepdims=True)", "L.max()", "log-sum-exp"),
    # ------------------------------------------------------------ M-step: weights
    m(MC, "Nk / n", "Nk", "do not sum to 1"),
    m(MC, "Nk / n", "np.full(K, 1 / K)", "all 1/K"),
    m(MC, "Nk / n", "Nk / K", "N_k / K"),
    m(MC, "Nk / n", "R.max(axis=0)", "largest responsibilities"),
    m(MC, "Nk / n", "R.mean(axis=1)", "wrong axis"),
    m(MC, "Nk / n", "np.bincount(R.argmax(axis=1), minlength=K) / n", "hard labels"),
    # ------------------------------------------------------------ M-step: means
    m(MC, "X / Nk[:, None]", "X / n", "means are divided by N,"),
    m(MC, "X / Nk[:, None]", "X", "not divided by N_k"),
    m(MC, "R.T @ X", "(R ** 2).T @ X", "squared"),
    m(MC, "R.T @ X / Nk[:, None]", "np.repeat(X.mean(axis=0)[None], K, axis=0)", "left out"),
    m(MC, "R.T @ X", "np.eye(K)[R.argmax(axis=1)].T @ X", "hard labels"),
    m(MC, "return weights, means,", "return weights, means.T,", "transposed"),
    # ------------------------------------------------------------ M-step: covariances
    m(MC, "diff / Nk[k]", "diff / n", "covariances are divided by N,"),
    m(MC, "diff / Nk[k]", "diff / (Nk[k] - 1)", "N_k - 1"),
    m(MC, "diff / Nk[k]", "diff", "not divided by N_k"),
    m(
        MC,
        "(R[:, k][:, None] * diff)",
        "diff",
        "responsibilities are left out",
        (" / Nk[k]", " / n"),
    ),
    m(MC, "R[:, k][:, None] * diff", "R[:, k][:, None] ** 2 * diff", "squared"),
    m(MC, "X - means[k]", "X - X.mean(axis=0)", "overall mean"),
    m(MC, "X - means[k]", "X", "mean is not subtracted"),
    m(MC, "X - means[k]", "X - means[0]", "mean of the first"),
    m(
        MC,
        COV,
        COV + "\n        covariances[k] = np.diag(np.diag(covariances[k]))",
        "only the variances",
    ),
    m(MC, COV, COV + "\n        covariances[k] = np.triu(covariances[k])", "lower triangle"),
    m(
        MC,
        COV,
        COV
        + "\n        covariances[k] = np.sqrt(np.abs(covariances[k])) * np.sign(covariances[k])",
        "standard dev",
    ),
    m(MC, COV, COV + " + 1e-3 * np.eye(d)", "0.001 is added to the diagonal"),
    m(MC, COV, COV.replace("covariances[k] =", "covariances[0] ="), "covariances"),
    m(MC, COV, "covariances[k] = np.cov(X.T, aweights=R[:, k]).reshape(d, d)", "np.cov"),
    m(MC, COV, COV + " - np.outer(means[k], means[k])", "mu mu.T subtracted"),
    m(
        MC,
        "return weights",
        "covariances[:] = covariances.mean(axis=0)\n    return weights",
        "one, put",
    ),
    m(
        MC,
        "return weights",
        "covariances = np.linalg.inv(covariances)\n    return weights",
        "inverted",
    ),
    m(MM, "second - np.outer(mean, mean)", "second", "mean is not subtracted"),
    m(MM, "second - np.outer(mean, mean)", "second + np.outer(mean, mean)", "mu mu.T added"),
    m(ME, "R, diff, diff", "R, X[:, None] + 0 * diff, X[:, None] + 0 * diff", "not subtracted"),
    m(ML, "diff = X[i] - means[k]", "diff = X[i] - means[k - 1]", "not the new mean"),
    m(ML, "np.outer(diff, diff)", "diff * diff", "covariances"),
    # ------------------------------------------------------------ M-step: form
    m(MC, "Nk = R.sum(axis=0)", "R /= R.sum(axis=0); Nk = R.sum(axis=0)", "in place"),
    m(MC, "weights, means, covariances\n", "means, covariances, weights\n", "order"),
    m(MC, "weights, means, covariances\n", "weights, means\n", "three"),
    # ------------------------------------------------------------ log-likelihood
    ll(LL, "weights[k] * np.exp", "np.exp", "weights are missing"),
    ll(LL, NORM, "np.sqrt((2 * np.pi) ** d)", "determinant.*missing"),
    ll(LL, NORM, "np.sqrt(np.linalg.det(covariances[k]))", "constant.*missing"),
    ll(LL, "(2 * np.pi) ** d", "(2 * np.pi)", "single coordinate"),
    ll(LL, NORM, "2 * np.pi * np.sqrt(np.linalg.det(covariances[k]))", "two coordinates"),
    ll(LL, NORM, "(2 * np.pi) ** (d / 2) * np.linalg.det(covariances[k])", "root of the det"),
    ll(LL, "-0.5 * diff", "-diff", "factor 1/2"),
    ll(LG, LSE, "L.sum()", "summed over the components too"),
    ll(LG, LSE, f"{LSE} / n", "mean over the points"),
    ll(LG, LSE, f"-{LSE}", "negative"),
    ll(LG, LSE, f"-2 * {LSE}", "deviance"),
    ll(LL, "np.log(p)", "np.log2(p)", "base 2"),
    ll(LL, "np.log(p)", "np.log10(p)", "base 10"),
    ll(LL, "np.log(p)", "p", "without a logarithm"),
    ll(LG, LSE, "L.max(axis=1).sum()", "most likely component"),
    ll(LG, LSE, "np.log(np.exp(L).sum())", "before the log"),
    ll(
        LG,
        f"return {LSE}",
        "R = np.exp(L) / np.exp(L).sum(axis=1, keepdims=True); return np.sum(R * L)",
        "complete-data",
    ),
    ll(LL, "return total", "    return total", "first point"),
    ll(LL, "total += np.log", "total = np.log", "last point"),
    ll(LL, "total = 0.0", "total = 0.0", "log-sum-exp"),
    ll(LG, f"np.sum({LSE[7:]}", LSE[7:-1], "for each point"),
)
