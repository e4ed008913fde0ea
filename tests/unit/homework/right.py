"""Right steps as students write them, in several styles: what faults and mutants are made of."""

E_LOOPS = """
def e_step(X, weights, means, covariances):
    n, d = X.shape
    K = len(weights)
    R = np.zeros((n, K))
    for i in range(n):
        for k in range(K):
            diff = X[i] - means[k]
            power = -0.5 * diff @ np.linalg.inv(covariances[k]) @ diff
            norm = np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances[k]))
            R[i, k] = weights[k] * np.exp(power) / norm
        R[i] = R[i] / R[i].sum()
    return R
"""

E_COLUMNS = """
def e_step(X, weights, means, covariances):
    n, d = X.shape
    K = len(weights)
    P = np.zeros((n, K))
    for k in range(K):
        diff = X - means[k]
        inv = np.linalg.inv(covariances[k])
        det = np.linalg.det(covariances[k])
        maha = np.sum(diff @ inv * diff, axis=1)
        P[:, k] = weights[k] * (2 * np.pi) ** (-d / 2) * det ** (-0.5) * np.exp(-0.5 * maha)
    total = P.sum(axis=1, keepdims=True)
    return P / total
"""

E_LOGS = """
def e_step(X, weights, means, covariances):
    n, d = X.shape
    K = len(weights)
    L = np.empty((n, K))
    for k in range(K):
        diff = X - means[k]
        sign, logdet = np.linalg.slogdet(covariances[k])
        maha = np.einsum("ni,ij,nj->n", diff, np.linalg.inv(covariances[k]), diff)
        L[:, k] = np.log(weights[k]) - 0.5 * (d * np.log(2 * np.pi) + logdet + maha)
    top = L.max(axis=1, keepdims=True)
    lse = top + np.log(np.exp(L - top).sum(axis=1, keepdims=True))
    return np.exp(L - lse)
"""

E_CHOLESKY = """
def e_step(X, weights, means, covariances):
    columns = []
    for pi, mu, S in zip(weights, means, covariances):
        L = np.linalg.cholesky(S)
        z = np.linalg.solve(L, (X - mu).T)
        half = np.log(np.diag(L)).sum()
        columns.append(np.log(pi) - half - 0.5 * (z ** 2).sum(axis=0))
    L = np.stack(columns, axis=1)
    L = L - L.max(axis=1, keepdims=True)
    R = np.exp(L)
    return R / R.sum(axis=1, keepdims=True)
"""

M_LOOPS = """
def m_step(X, R):
    n, d = X.shape
    K = R.shape[1]
    weights = np.zeros(K)
    means = np.zeros((K, d))
    covariances = np.zeros((K, d, d))
    for k in range(K):
        Nk = 0
        for i in range(n):
            Nk = Nk + R[i, k]
            means[k] += R[i, k] * X[i]
        means[k] = means[k] / Nk
        for i in range(n):
            diff = X[i] - means[k]
            covariances[k] += R[i, k] * np.outer(diff, diff)
        covariances[k] = covariances[k] / Nk
        weights[k] = Nk / n
    return weights, means, covariances
"""

M_COLUMNS = """
def m_step(X, R):
    n, d = X.shape
    K = R.shape[1]
    Nk = R.sum(axis=0)
    weights = Nk / n
    means = R.T @ X / Nk[:, None]
    covariances = np.zeros((K, d, d))
    for k in range(K):
        diff = X - means[k]
        covariances[k] = (R[:, k][:, None] * diff).T @ diff / Nk[k]
    return weights, means, covariances
"""

M_EINSUM = """
def m_step(X, R):
    Nk = np.sum(R, axis=0)
    weights = Nk / Nk.sum()
    means = np.einsum("nk,nd->kd", R, X) / Nk[:, np.newaxis]
    diff = X[:, np.newaxis, :] - means[np.newaxis, :, :]
    covariances = np.einsum("nk,nki,nkj->kij", R, diff, diff) / Nk[:, np.newaxis, np.newaxis]
    return weights, means, covariances
"""

M_MOMENTS = """
def m_step(X, R):
    n, d = X.shape
    Nk = R.sum(axis=0)
    weights = Nk / n
    means = []
    covariances = []
    for k in range(R.shape[1]):
        r = R[:, k]
        mean = (r[:, None] * X).sum(axis=0) / Nk[k]
        second = (r[:, None, None] * X[:, :, None] * X[:, None, :]).sum(axis=0) / Nk[k]
        means.append(mean)
        covariances.append(second - np.outer(mean, mean))
    return weights, np.array(means), np.array(covariances)
"""

LL_LOOPS = """
def log_likelihood(X, weights, means, covariances):
    n, d = X.shape
    total = 0.0
    for i in range(n):
        p = 0.0
        for k in range(len(weights)):
            diff = X[i] - means[k]
            power = -0.5 * diff @ np.linalg.inv(covariances[k]) @ diff
            norm = np.sqrt((2 * np.pi) ** d * np.linalg.det(covariances[k]))
            p += weights[k] * np.exp(power) / norm
        total += np.log(p)
    return total
"""

LL_LOGS = """
def log_likelihood(X, weights, means, covariances):
    n, d = X.shape
    K = len(weights)
    L = np.empty((n, K))
    for k in range(K):
        diff = X - means[k]
        sign, logdet = np.linalg.slogdet(covariances[k])
        maha = np.einsum("ni,ij,nj->n", diff, np.linalg.inv(covariances[k]), diff)
        L[:, k] = np.log(weights[k]) - 0.5 * (d * np.log(2 * np.pi) + logdet + maha)
    top = L.max(axis=1)
    return np.sum(top + np.log(np.exp(L - top[:, None]).sum(axis=1)))
"""

E_STEPS = {"loops": E_LOOPS, "columns": E_COLUMNS, "logs": E_LOGS, "cholesky": E_CHOLESKY}
M_STEPS = {"loops": M_LOOPS, "columns": M_COLUMNS, "einsum": M_EINSUM, "moments": M_MOMENTS}
LOG_LIKELIHOODS = {"loops": LL_LOOPS, "logs": LL_LOGS}
UNDERFLOWS = {"loops", "columns"}
"""Styles of the E-step and the log-likelihood that work with densities, and so underflow."""
