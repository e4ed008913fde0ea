"""Right E-steps, M-steps and log-likelihoods in many styles: what the mutants are made of.

A comment names the part of the formula that a line computes: a sentence about a mutant of that line
should be about one of these parts (`places` compares them). Lines without one are shared by all.
"""

# ruff: noqa: E501

E_LOOPS = """
def e_step(X, weights, means, covariances):
    n, d = X.shape  # constant loop
    K = len(weights)  # loop
    R = np.zeros((n, K))  # loop
    for i in range(n):  # loop
        for k in range(K):  # loop
            diff = X[i] - means[k]  # mean
            power = -0.5 * diff @ np.linalg.inv(covariances[k]) @ diff  # exponent
            norm = np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances[k]))  # determinant constant
            R[i, k] = weights[k] * np.exp(power) / norm  # weight exponent determinant constant loop
        R[i] = R[i] / R[i].sum()  # rows
    return R
"""

E_COLUMNS = """
def e_step(X, weights, means, covariances):
    n, d = X.shape  # constant loop
    P = np.zeros((n, len(weights)))  # loop
    for k in range(len(weights)):  # loop
        diff = X - means[k]  # mean
        inv = np.linalg.inv(covariances[k])  # exponent
        det = np.linalg.det(covariances[k])  # determinant
        maha = np.sum(diff @ inv * diff, axis=1)  # exponent
        scale = (2 * np.pi) ** (-d / 2) * det ** (-0.5)  # determinant constant
        P[:, k] = weights[k] * scale * np.exp(-0.5 * maha)  # weight exponent determinant loop
    total = P.sum(axis=1, keepdims=True)  # rows
    return P / total  # rows
"""

E_BROADCAST = """
def e_step(X, weights, means, covariances):
    diff = X[:, None, :] - means[None, :, :]  # mean
    inv = np.linalg.inv(covariances)  # exponent
    maha = ((diff[:, :, None, :] @ inv)[:, :, 0, :] * diff).sum(axis=-1)  # exponent
    d = X.shape[1]  # constant
    norm = 1 / np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances))  # determinant constant
    joint = weights * norm * np.exp(-maha / 2)  # weight exponent determinant
    return joint / joint.sum(axis=1)[:, None]  # rows
"""

E_EINSUM = """
def e_step(X, weights, means, covariances):
    d = X.shape[-1]  # constant
    diff = X[:, np.newaxis] - means  # mean
    precision = np.linalg.inv(covariances)  # exponent
    maha = np.einsum("nki,kij,nkj->nk", diff, precision, diff)  # exponent
    sign, logdet = np.linalg.slogdet(covariances)  # determinant
    logp = -0.5 * (d * np.log(2 * np.pi) + logdet + maha)  # exponent determinant constant
    logr = np.log(weights) + logp  # weight
    logr = logr - np.max(logr, axis=1, keepdims=True)  # rows
    r = np.exp(logr)  # rows
    r /= np.sum(r, axis=1, keepdims=True)  # rows
    return r
"""

E_LOGS = """
def e_step(X, weights, means, covariances):
    n, d = X.shape  # constant loop
    K = len(weights)  # loop
    L = np.empty((n, K))  # loop
    for k in range(K):  # loop
        diff = X - means[k]  # mean
        sign, logdet = np.linalg.slogdet(covariances[k])  # determinant
        maha = np.einsum("ni,ij,nj->n", diff, np.linalg.inv(covariances[k]), diff)  # exponent
        gauss = -0.5 * (d * np.log(2 * np.pi) + logdet + maha)  # exponent determinant constant
        L[:, k] = np.log(weights[k]) + gauss  # weight loop
    top = L.max(axis=1, keepdims=True)  # rows
    lse = top + np.log(np.exp(L - top).sum(axis=1, keepdims=True))  # rows
    return np.exp(L - lse)  # rows
"""

E_CHOLESKY = """
def e_step(X, weights, means, covariances):
    columns = []  # loop
    for pi, mu, S in zip(weights, means, covariances):  # loop
        L = np.linalg.cholesky(S)  # exponent determinant
        z = np.linalg.solve(L, (X - mu).T)  # exponent mean
        half = np.log(np.diag(L)).sum()  # determinant
        columns.append(np.log(pi) - half - 0.5 * (z ** 2).sum(axis=0))  # weight exponent determinant
    L = np.stack(columns, axis=1)  # rows loop
    L = L - L.max(axis=1, keepdims=True)  # rows
    R = np.exp(L)  # rows
    return R / R.sum(axis=1, keepdims=True)  # rows
"""

E_SOLVE = """
def e_step(X, weights, means, covariances):
    N, D = X.shape  # constant loop
    K = means.shape[0]  # loop
    resp = np.zeros((N, K))  # loop
    for k in range(K):  # loop
        centred = X - means[k]  # mean
        solved = np.linalg.solve(covariances[k], centred.T).T  # exponent
        exponent = -0.5 * np.sum(centred * solved, axis=1)  # exponent
        denominator = (2 * np.pi) ** (D / 2) * np.linalg.det(covariances[k]) ** 0.5  # determinant constant
        resp[:, k] = weights[k] * np.exp(exponent) / denominator  # weight exponent determinant loop
    for i in range(N):  # rows loop
        resp[i, :] = resp[i, :] / np.sum(resp[i, :])  # rows
    return resp
"""

E_SCIPY = """
def e_step(X, weights, means, covariances):
    from scipy.stats import multivariate_normal
    r = np.empty((len(X), len(weights)))  # loop
    for k in range(len(weights)):  # loop
        r[:, k] = weights[k] * multivariate_normal.pdf(X, means[k], covariances[k])  # weight mean exponent loop
    return r / r.sum(axis=1, keepdims=True)  # rows
"""

E_SCIPY_LOG = """
def e_step(X, weights, means, covariances):
    from scipy.special import logsumexp
    from scipy.stats import multivariate_normal
    logs = [
        np.log(w) + multivariate_normal(m, c).logpdf(X)  # weight mean exponent determinant
        for w, m, c in zip(weights, means, covariances)  # loop
    ]
    logs = np.atleast_2d(logs).T  # rows loop
    return np.exp(logs - logsumexp(logs, axis=1, keepdims=True))  # rows
"""

E_COMPREHENSION = """
def e_step(X, weights, means, covariances):
    d = len(X[0])  # constant
    inverses = [np.linalg.inv(S) for S in covariances]  # exponent
    norms = [(2 * np.pi) ** (d / 2) * np.sqrt(np.linalg.det(S)) for S in covariances]  # determinant constant
    rows = [
        [
            weights[k] / norms[k] * np.exp(-0.5 * (x - means[k]) @ inverses[k] @ (x - means[k]))  # weight mean exponent determinant
            for k in range(len(weights))  # loop
        ]
        for x in X  # loop
    ]
    return np.array([[value / sum(row) for value in row] for row in rows])  # rows
"""

E_FUNCTIONS = """
def gaussian(x, mu, sigma):
    d = len(mu)  # constant
    away = x - mu  # mean
    distance = away.dot(np.linalg.inv(sigma)).dot(away)  # exponent
    norm = ((2 * np.pi) ** d * np.linalg.det(sigma)) ** 0.5  # determinant constant
    return np.exp(-distance / 2) / norm  # exponent determinant

def e_step(X, weights, means, covariances):
    R = []  # loop
    for x in X:  # loop
        p = np.array([w * gaussian(x, m, c) for w, m, c in zip(weights, means, covariances)])  # weight loop
        R.append(p / p.sum())  # rows
    return np.array(R)  # rows loop
"""

E_PANDAS = """
def e_step(X, weights, means, covariances):
    import pandas as pd
    n, d = X.shape  # constant loop
    table = pd.DataFrame(index=range(n))  # loop
    for k, (w, m, c) in enumerate(zip(weights, means, covariances)):  # loop
        away = pd.DataFrame(X - m)  # mean
        maha = (away.dot(np.linalg.inv(c)) * away).sum(axis=1)  # exponent
        table[k] = w * np.exp(-maha / 2) / np.sqrt(np.linalg.det(2 * np.pi * c))  # weight exponent determinant constant
    return table.div(table.sum(axis=1), axis=0).to_numpy()  # rows
"""

E_EIGEN = """
def e_step(X, weights, means, covariances):
    n, K = X.shape[0], len(means)  # loop
    log_r = np.zeros((n, K))  # loop
    for k in range(K):  # loop
        values, vectors = np.linalg.eigh(covariances[k])  # exponent determinant
        turned = (X - means[k]) @ vectors  # mean exponent
        log_r[:, k] -= 0.5 * np.sum(turned ** 2 / values, axis=1)  # exponent loop
        log_r[:, k] -= 0.5 * np.sum(np.log(values))  # determinant
        log_r[:, k] += np.log(weights[k])  # weight
    log_r -= log_r.max(axis=1, keepdims=True)  # rows
    r = np.exp(log_r)  # rows
    return (r.T / r.sum(axis=1)).T  # rows
"""

M_LOOPS = """
def m_step(X, R):
    n, d = X.shape  # loop weights
    K = R.shape[1]  # loop
    weights = np.zeros(K)  # weights
    means = np.zeros((K, d))  # means
    covariances = np.zeros((K, d, d))  # covariances
    for k in range(K):  # loop
        Nk = 0  # weights means covariances
        for i in range(n):  # loop
            Nk = Nk + R[i, k]  # weights means covariances
            means[k] += R[i, k] * X[i]  # means
        means[k] = means[k] / Nk  # means
        for i in range(n):  # covariances
            diff = X[i] - means[k]  # covariances
            covariances[k] += R[i, k] * np.outer(diff, diff)  # covariances
        covariances[k] = covariances[k] / Nk  # covariances
        weights[k] = Nk / n  # weights
    return weights, means, covariances
"""

M_COLUMNS = """
def m_step(X, R):
    n, d = X.shape  # loop weights
    K = R.shape[1]  # loop
    Nk = R.sum(axis=0)  # weights means covariances
    weights = Nk / n  # weights
    means = R.T @ X / Nk[:, None]  # means
    covariances = np.zeros((K, d, d))  # covariances
    for k in range(K):  # covariances
        diff = X - means[k]  # covariances
        covariances[k] = (R[:, k][:, None] * diff).T @ diff / Nk[k]  # covariances
    return weights, means, covariances
"""

M_EINSUM = """
def m_step(X, R):
    Nk = np.sum(R, axis=0)  # weights means covariances
    weights = Nk / Nk.sum()  # weights
    means = np.einsum("nk,nd->kd", R, X) / Nk[:, np.newaxis]  # means
    diff = X[:, np.newaxis, :] - means[np.newaxis, :, :]  # covariances
    covariances = np.einsum("nk,nki,nkj->kij", R, diff, diff) / Nk[:, np.newaxis, np.newaxis]  # covariances
    return weights, means, covariances
"""

M_MOMENTS = """
def m_step(X, R):
    n, d = X.shape  # weights
    Nk = R.sum(axis=0)  # weights means covariances
    weights = Nk / n  # weights
    means = []  # means
    covariances = []  # covariances
    for k in range(R.shape[1]):  # loop
        r = R[:, k]  # means covariances
        mean = (r[:, None] * X).sum(axis=0) / Nk[k]  # means
        second = (r[:, None, None] * X[:, :, None] * X[:, None, :]).sum(axis=0) / Nk[k]  # covariances
        means.append(mean)  # means
        covariances.append(second - np.outer(mean, mean))  # covariances
    return weights, np.array(means), np.array(covariances)
"""

M_AVERAGE = """
def m_step(X, R):
    weights = R.mean(axis=0)  # weights
    means = np.array([np.average(X, axis=0, weights=R[:, k]) for k in range(R.shape[1])])  # means
    covariances = []  # covariances
    for k in range(len(means)):  # covariances
        away = X - means[k]  # covariances
        covariances.append(np.average(away[:, :, None] * away[:, None, :], axis=0, weights=R[:, k]))  # covariances
    return weights, means, np.array(covariances)
"""

M_COV = """
def m_step(X, R):
    K = R.shape[1]  # loop
    weights = R.sum(axis=0) / R.sum()  # weights
    means = (R / R.sum(axis=0)).T @ X  # means
    covariances = [
        np.atleast_2d(np.cov(X.T, aweights=R[:, k], ddof=0)) for k in range(K)  # covariances
    ]
    return weights, means, np.array(covariances)
"""

M_FUNCTIONS = """
def mean_of(X, r):
    total = np.zeros(X.shape[1])  # means
    for x, share in zip(X, r):  # means
        total = total + share * x  # means
    return total / r.sum()  # means

def covariance_of(X, r, mu):
    S = np.zeros((X.shape[1], X.shape[1]))  # covariances
    for x, share in zip(X, r):  # covariances
        S += share * np.outer(x - mu, x - mu)  # covariances
    return S / r.sum()  # covariances

def m_step(X, R):
    weights = [r.sum() / len(X) for r in R.T]  # weights
    means = [mean_of(X, r) for r in R.T]  # means
    covariances = [covariance_of(X, r, mu) for r, mu in zip(R.T, means)]  # covariances
    return np.array(weights), np.array(means), np.array(covariances)
"""

M_WEIGHTED = """
def m_step(X, R):
    n, d = X.shape  # weights
    K = R.shape[1]  # loop
    pi, mu, sigma = np.empty(K), np.empty((K, d)), np.empty((K, d, d))  # loop
    for k in range(K):  # loop
        r = R[:, [k]]  # weights means covariances
        N_k = r.sum()  # weights means covariances
        pi[k] = N_k / n  # weights
        mu[k] = np.sum(r * X, axis=0) / N_k  # means
        sigma[k] = np.dot((r * (X - mu[k])).T, X - mu[k]) / N_k  # covariances
    return pi, mu, sigma
"""

M_ROOTS = """
def m_step(X, R):
    N = len(X)  # weights
    Nk = R.sum(0)  # weights means covariances
    mu = (X.T @ R / Nk).T  # means
    S = []  # covariances
    for k, m in enumerate(mu):  # covariances
        Z = np.sqrt(R[:, k])[:, None] * (X - m)  # covariances
        S.append(Z.T @ Z / Nk[k])  # covariances
    return Nk / N, mu, np.stack(S)  # weights covariances
"""

M_PANDAS = """
def m_step(X, R):
    import pandas as pd
    x, r = pd.DataFrame(X), pd.DataFrame(R)
    Nk = r.sum()  # weights means covariances
    weights = Nk / len(x)  # weights
    means = r.T.dot(x).div(Nk, axis=0)  # means
    covariances = []  # covariances
    for k in r.columns:  # covariances
        away = x - means.loc[k]  # covariances
        covariances.append(away.mul(r[k], axis=0).T.dot(away) / Nk[k])  # covariances
    return weights.to_numpy(), means.to_numpy(), np.array(covariances)
"""

M_ENTRIES = """
def m_step(X, R):
    n, d = X.shape  # loop weights
    K = R.shape[1]  # loop
    Nk = [sum(R[i, k] for i in range(n)) for k in range(K)]  # weights means covariances
    weights = [Nk[k] / n for k in range(K)]  # weights
    means = np.zeros((K, d))  # means
    covs = np.zeros((K, d, d))  # covariances
    for k in range(K):  # loop
        for a in range(d):  # means
            means[k, a] = sum(R[i, k] * X[i, a] for i in range(n)) / Nk[k]  # means
        for a in range(d):  # covariances
            for b in range(d):  # covariances
                for i in range(n):  # covariances
                    covs[k, a, b] += R[i, k] * (X[i, a] - means[k, a]) * (X[i, b] - means[k, b]) / Nk[k]  # covariances
    return weights, means, covs
"""

LL_LOOPS = """
def log_likelihood(X, weights, means, covariances):
    n, d = X.shape  # constant loop
    total = 0.0  # sum
    for i in range(n):  # loop sum
        p = 0.0  # sum
        for k in range(len(weights)):  # loop sum
            diff = X[i] - means[k]  # mean
            power = -0.5 * diff @ np.linalg.inv(covariances[k]) @ diff  # exponent
            norm = np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances[k]))  # determinant constant
            p += weights[k] * np.exp(power) / norm  # weight exponent determinant constant sum
        total += np.log(p)  # sum
    return total  # sum
"""

LL_LOGS = """
def log_likelihood(X, weights, means, covariances):
    n, d = X.shape  # constant loop
    K = len(weights)  # loop
    L = np.empty((n, K))  # loop
    for k in range(K):  # loop sum
        diff = X - means[k]  # mean
        sign, logdet = np.linalg.slogdet(covariances[k])  # determinant
        maha = np.einsum("ni,ij,nj->n", diff, np.linalg.inv(covariances[k]), diff)  # exponent
        L[:, k] = np.log(weights[k]) - 0.5 * (d * np.log(2 * np.pi) + logdet + maha)  # weight exponent determinant constant
    top = L.max(axis=1)  # sum
    return np.sum(top + np.log(np.exp(L - top[:, None]).sum(axis=1)))  # sum
"""

LL_BROADCAST = """
def log_likelihood(X, weights, means, covariances):
    d = X.shape[1]  # constant
    diff = X[:, None, :] - means  # mean
    inv = np.linalg.inv(covariances)  # exponent
    maha = (np.matmul(diff[:, :, None, :], inv)[:, :, 0] * diff).sum(-1)  # exponent
    norm = (2 * np.pi) ** (-d / 2) / np.sqrt(np.linalg.det(covariances))  # determinant constant
    p = weights * norm * np.exp(-0.5 * maha)  # weight exponent determinant
    return np.log(p.sum(axis=1)).sum()  # sum
"""

LL_EINSUM = """
def log_likelihood(X, weights, means, covariances):
    delta = X[:, None] - means[None]  # mean
    maha = np.einsum("nkd,kde,nke->nk", delta, np.linalg.inv(covariances), delta)  # exponent
    logdet = np.log(np.linalg.det(covariances))  # determinant
    joint = np.log(weights) - logdet / 2 - maha / 2 - X.shape[1] / 2 * np.log(2 * np.pi)  # weight exponent determinant constant
    return np.logaddexp.reduce(joint, axis=1).sum()  # sum
"""

LL_CHOLESKY = """
def log_likelihood(X, weights, means, covariances):
    logs = []  # sum loop
    for pi, mu, S in zip(weights, means, covariances):  # loop sum
        L = np.linalg.cholesky(S)  # exponent determinant
        z = np.linalg.solve(L, (X - mu).T)  # exponent mean
        logdet = 2 * np.sum(np.log(np.diag(L)))  # determinant
        quadratic = np.sum(z * z, axis=0)  # exponent
        logs.append(np.log(pi) - 0.5 * (len(mu) * np.log(2 * np.pi) + logdet + quadratic))  # weight exponent determinant constant
    logs = np.array(logs)  # sum
    largest = logs.max(axis=0)  # sum
    return float((largest + np.log(np.exp(logs - largest).sum(axis=0))).sum())  # sum
"""

LL_SOLVE = """
def log_likelihood(X, weights, means, covariances):
    N, D = X.shape  # constant
    density = np.zeros(N)  # sum
    for k in range(len(means)):  # loop sum
        centred = (X - means[k]).T  # mean
        maha = np.sum(centred * np.linalg.solve(covariances[k], centred), axis=0)  # exponent
        constant = 1 / ((2 * np.pi) ** (D / 2) * np.sqrt(np.linalg.det(covariances[k])))  # determinant constant
        density += weights[k] * constant * np.exp(-0.5 * maha)  # weight exponent determinant sum
    return np.sum(np.log(density))  # sum
"""

LL_SCIPY = """
def log_likelihood(X, weights, means, covariances):
    from scipy.stats import multivariate_normal
    density = sum(
        weights[k] * multivariate_normal.pdf(X, means[k], covariances[k])  # weight mean exponent sum
        for k in range(len(weights))  # loop sum
    )
    return np.log(density).sum()  # sum
"""

LL_SCIPY_LOG = """
def log_likelihood(X, weights, means, covariances):
    from scipy.special import logsumexp
    from scipy.stats import multivariate_normal
    logs = np.zeros((len(X), len(weights)))  # loop
    for k in range(len(weights)):  # loop sum
        logs[:, k] = multivariate_normal(means[k], covariances[k]).logpdf(X)  # mean exponent determinant
    return logsumexp(logs + np.log(weights), axis=1).sum()  # weight sum
"""

LL_COMPREHENSION = """
def log_likelihood(X, weights, means, covariances):
    d = X.shape[1]  # constant
    inverses = [np.linalg.inv(S) for S in covariances]  # exponent
    norms = [np.sqrt((2 * np.pi) ** d * np.linalg.det(S)) for S in covariances]  # determinant constant
    return sum(
        np.log(  # sum
            sum(  # sum
                w * np.exp(-0.5 * (x - m) @ inverse @ (x - m)) / norm  # weight mean exponent determinant
                for w, m, inverse, norm in zip(weights, means, inverses, norms)  # loop sum
            )
        )
        for x in X  # loop sum
    )
"""

LL_FUNCTIONS = """
def density(x, mu, sigma):
    away = x - mu  # mean
    distance = away @ np.linalg.solve(sigma, away)  # exponent
    norm = np.sqrt(np.linalg.det(2 * np.pi * sigma))  # determinant constant
    return np.exp(-distance / 2) / norm  # exponent determinant

def mixture(x, weights, means, covariances):
    p = 0  # sum
    for k in range(len(weights)):  # loop sum
        p = p + weights[k] * density(x, means[k], covariances[k])  # weight mean exponent sum
    return p  # sum

def log_likelihood(X, weights, means, covariances):
    result = 0  # sum
    for x in X:  # loop sum
        result = result + np.log(mixture(x, weights, means, covariances))  # sum
    return result  # sum
"""

LL_PANDAS = """
def log_likelihood(X, weights, means, covariances):
    import pandas as pd
    n, d = X.shape  # constant loop
    table = pd.DataFrame(index=range(n))  # loop
    for k in range(len(weights)):  # loop sum
        away = pd.DataFrame(X - means[k])  # mean
        maha = (away.dot(np.linalg.inv(covariances[k])) * away).sum(axis=1)  # exponent
        norm = (2 * np.pi) ** (d / 2) * np.linalg.det(covariances[k]) ** 0.5  # determinant constant
        table[k] = weights[k] * np.exp(-0.5 * maha) / norm  # weight exponent determinant
    return float(np.log(table.sum(axis=1)).sum())  # sum
"""

STYLES = {
    "e_step": {
        "loops": E_LOOPS,
        "columns": E_COLUMNS,
        "broadcast": E_BROADCAST,
        "einsum": E_EINSUM,
        "logs": E_LOGS,
        "cholesky": E_CHOLESKY,
        "solve": E_SOLVE,
        "scipy": E_SCIPY,
        "scipy log": E_SCIPY_LOG,
        "comprehension": E_COMPREHENSION,
        "functions": E_FUNCTIONS,
        "pandas": E_PANDAS,
        "eigen": E_EIGEN,
    },
    "m_step": {
        "loops": M_LOOPS,
        "columns": M_COLUMNS,
        "einsum": M_EINSUM,
        "moments": M_MOMENTS,
        "average": M_AVERAGE,
        "cov": M_COV,
        "functions": M_FUNCTIONS,
        "weighted": M_WEIGHTED,
        "roots": M_ROOTS,
        "pandas": M_PANDAS,
        "entries": M_ENTRIES,
    },
    "log_likelihood": {
        "loops": LL_LOOPS,
        "logs": LL_LOGS,
        "broadcast": LL_BROADCAST,
        "einsum": LL_EINSUM,
        "cholesky": LL_CHOLESKY,
        "solve": LL_SOLVE,
        "scipy": LL_SCIPY,
        "scipy log": LL_SCIPY_LOG,
        "comprehension": LL_COMPREHENSION,
        "functions": LL_FUNCTIONS,
        "pandas": LL_PANDAS,
    },
}
"""Sources by checker and style."""


def reordered(source: str, kind: str) -> str:
    """The same function with its parameters in another order, as many books have them."""
    head = f"def {kind}(X, weights, means, covariances):"
    other = {
        "e_step": f"def {kind}(X, means, covariances, weights):",
        "log_likelihood": f"def {kind}(X, covariances, means, weights):",
        "m_step": "def m_step(R, X):",
    }[kind]
    return source.replace(head if kind != "m_step" else "def m_step(X, R):", other)


STYLES["e_step"]["other order"] = reordered(E_SOLVE, "e_step")
STYLES["m_step"]["other order"] = reordered(M_WEIGHTED, "m_step")
STYLES["log_likelihood"]["other order"] = reordered(LL_SOLVE, "log_likelihood")
