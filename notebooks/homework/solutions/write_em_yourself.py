"""Solutions and rubrics of the assignment "Write EM yourself"; they are not in the package."""

E_STEP = '''\
def e_step(X, weights, means, covariances):
    """The responsibilities R, shape (n, K)."""
    n, d = X.shape
    logs = np.empty((n, len(weights)))
    for k in range(len(weights)):
        L = np.linalg.cholesky(covariances[k])
        z = np.linalg.solve(L, (X - means[k]).T)
        log_det = 2 * np.log(np.diag(L)).sum()
        log_normal = -0.5 * (d * np.log(2 * np.pi) + log_det + (z**2).sum(axis=0))
        logs[:, k] = np.log(weights[k]) + log_normal
    R = np.exp(logs - logs.max(axis=1, keepdims=True))
    return R / R.sum(axis=1, keepdims=True)'''

M_STEP = '''\
def m_step(X, R):
    """The weights (K,), means (K, d) and covariances (K, d, d) of the next mixture."""
    sizes = R.sum(axis=0)
    means = R.T @ X / sizes[:, None]
    covariances = np.empty((len(sizes), X.shape[1], X.shape[1]))
    for k in range(len(sizes)):
        away = X - means[k]
        covariances[k] = (R[:, k, None] * away).T @ away / sizes[k]
    return sizes / len(X), means, covariances'''

TIED = '''\
def tied_m_step(X, R):
    """The weights (K,), means (K, d) and the one covariance (d, d)."""
    sizes = R.sum(axis=0)
    means = R.T @ X / sizes[:, None]
    covariance = np.zeros((X.shape[1], X.shape[1]))
    for k in range(len(sizes)):
        away = X - means[k]
        covariance += (R[:, k, None] * away).T @ away
    return sizes / len(X), means, covariance / len(X)'''

WHY = """\
With one covariance for all, a component cannot become narrow by itself. The likelihood goes to
infinity when a component sits on one point and its own covariance shrinks; the tied covariance is the
weighted mean over all components, so it stays as large as the scatter that the other components leave.
It costs fit where the groups have different sizes or directions: Old Faithful's two groups have nearly
the same shape, so little is lost there."""

SOLUTIONS = {"e_step": E_STEP, "m_step": M_STEP, "tied_m_step": TIED, "why": WHY}

RUBRICS = {
    "e_step": """\
All 5 points if it is right on all probes, also for points far away from all components. A function
that works with densities, as lesson 01 does it, is right on the others and earns nothing: the task is
the logarithms. Within the 5 points nothing is given for less than that.""",
    "m_step": """\
A third of the 2 points for each of weights, means and covariances; a part for one with a single named
fault (divided by n where N_k is due, N_k - 1, uncentred). The covariances are judged about the
function's own means, so that a mistake in the means is not counted twice. Lesson 01 prints the steps
for two components; what is asked is a function for any K and d.""",
    "tied_m_step": """\
All 3 points if it is right on all probes; half if the weights and means are right and the covariance
has a fault with a name (the plain mean of the K covariances, the covariance about the one mean of all
points, divided by n - 1); none if each component has a covariance of its own, as lesson 01 has it.""",
    "why": """\
1 point for why not: the likelihood is unbounded only because one component's covariance can go to 0
by itself, and a tied one is a weighted mean that includes the scatter of all other components. 1 point
for a price, with a case: groups of different size, shape or direction are fitted worse.

No points for "it is more stable" alone.""",
}
