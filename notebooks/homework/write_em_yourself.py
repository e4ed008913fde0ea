"""The assignment "Write EM yourself": the E-step, the M-step and the log-likelihood.

`python scripts/homework.py` makes the students' and the teacher's notebook of it.
"""

from gmm_widget.homework.grading import Assignment, Question

INTRO = """\
You write the three functions that EM for Gaussian mixtures is made of. You need lesson 01, and
numpy. No loops over points are needed; a loop over the K components is fine.

| name | shape | is |
|---|---|---|
| `X` | (n, d) | the points, one a row |
| `weights` | (K,) | the weights of the components; they sum to 1 |
| `means` | (K, d) | their means |
| `covariances` | (K, d, d) | their covariance matrices |
| `R` | (n, K) | responsibilities: how much of a point belongs to a component; rows sum to 1 |

Your functions must work for any n, K and d, and must not change what they are given. Below each is
a cell that checks it and says what is wrong. Run it as often as you like."""

TRY = """\
import numpy as np

from gmm_widget import datasets

X = datasets.old_faithful().values  # something to try your functions on
weights = np.array([0.5, 0.5])
means = np.array([[2.0, 60.0], [4.0, 70.0]])
covariances = np.array([np.cov(X.T), np.cov(X.T)])"""

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

LOG_LIKELIHOOD = '''\
def log_likelihood(X, weights, means, covariances):
    """log p(X), one number: the sum over the points, in nats."""
    n, d = X.shape
    logs = np.empty((n, len(weights)))
    for k in range(len(weights)):
        L = np.linalg.cholesky(covariances[k])
        z = np.linalg.solve(L, (X - means[k]).T)
        log_det = 2 * np.log(np.diag(L)).sum()
        log_normal = -0.5 * (d * np.log(2 * np.pi) + log_det + (z**2).sum(axis=0))
        logs[:, k] = np.log(weights[k]) + log_normal
    top = logs.max(axis=1)
    return float((top + np.log(np.exp(logs - top[:, None]).sum(axis=1))).sum())'''

TOGETHER = """\
from gmm_widget.homework import check_e_step, check_log_likelihood, check_m_step

if check_e_step(e_step) and check_m_step(m_step) and check_log_likelihood(log_likelihood):
    mixture, climbed = (weights, means, covariances), []
    for _ in range(20):
        mixture = m_step(X, e_step(X, *mixture))
        climbed.append(log_likelihood(X, *mixture))
    print("the log-likelihood after each iteration:", np.round(climbed, 1))
    print("the means:", np.round(mixture[1], 2).tolist())
else:
    print("Not yet: one of the three functions above is not right.")"""

FILM = """\
from gmm_widget import GMMWidget

w = GMMWidget(X, n_components=2, seeds=means, e_step=e_step, m_step=m_step)
w"""

ASSIGNMENT = Assignment(
    name="write-em-yourself",
    title="Homework: write EM yourself",
    before=(("text", INTRO), ("code", TRY)),
    questions=(
        Question(
            "e_step",
            4,
            task="""\
Write the E-step. For point n and component k,

$$r_{nk} = \\frac{\\pi_k\\, N(x_n \\mid \\mu_k, \\Sigma_k)}
{\\sum_j \\pi_j\\, N(x_n \\mid \\mu_j, \\Sigma_j)}.$$

A point can be so far from all components that every density is 0 in floating point. Your
function must be right there, too: work with logarithms, and take out the largest of each row
before `exp`.""",
            solution=E_STEP,
            rubric="""\
All 4 points if it is right on all probes. 80 % if it is right except for points far away (0 divided
by 0, or a small number added against it), or except for the form: transposed, or an input changed.
50 % for one named fault in a formula that is right otherwise (a missing weight, a determinant that
is not under a root), 25 % for two, and none for more.""",
        ),
        Question(
            "m_step",
            4,
            task="""\
Write the M-step. With $N_k = \\sum_n r_{nk}$,

$$\\pi_k = \\frac{N_k}{n}, \\qquad \\mu_k = \\frac{1}{N_k} \\sum_n r_{nk}\\, x_n, \\qquad
\\Sigma_k = \\frac{1}{N_k} \\sum_n r_{nk}\\, (x_n - \\mu_k)(x_n - \\mu_k)^T.$$

Return the three as a tuple, in this order.""",
            solution=M_STEP,
            rubric="""\
A third of the 4 points for each of weights, means and covariances; a sixth for one with a single
named fault (divided by n where N_k is due, N_k - 1, uncentred). The covariances are judged about
the function's own means, so that a mistake in the means is not counted twice.""",
        ),
        Question(
            "log_likelihood",
            2,
            task="""\
Write the log-likelihood, the sum over all points of the logarithm of the mixture's density:

$$\\log p(X) = \\sum_n \\log \\sum_k \\pi_k\\, N(x_n \\mid \\mu_k, \\Sigma_k).$$

It must be right for points that are far away, as the E-step.""",
            solution=LOG_LIKELIHOOD,
            rubric="""\
Scored as the E-step. The usual faults: the logarithm inside the inner sum, the mean over the points
in place of the sum, and the factor 2 pi forgotten.""",
        ),
    ),
    after=(
        (
            "text",
            """\
## Put it together

Twenty iterations of EM on Old Faithful, made of your functions. The log-likelihood must never fall.
Compare the means with lesson 01.""",
        ),
        ("code", TOGETHER),
        (
            "text",
            """\
## See it move

The widget below plays *your* functions: step through them, drag a mean, and they start from there.
Where one of them is first wrong, the widget says so and rings the point or the component. When you
run the cell of a function again, the film follows at once. (In JupyterLab, right-click on it and
choose *Create New View for Cell Output*, to have it beside you while you write.)""",
        ),
        ("code", FILM),
    ),
)
