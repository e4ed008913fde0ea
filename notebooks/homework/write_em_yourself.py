"""The assignment "Write EM yourself": the E-step, the M-step and the log-likelihood.

`gmm-widget homework write-em-yourself` makes the notebook of it, in every form.
"""

from gmm_widget.homework.grading import Assignment, Question

INTRO = """\
**Time:** about 120 minutes: 45 for the E-step, 15 for the M-step, 40 for the tied M-step, and 20 for
the question at the end.

You write the functions that EM for Gaussian mixtures is made of. You need lesson 01, and numpy; the
letters are those of the lesson. What the lesson prints is not asked again, so copying it earns
little. No loops over points are needed; a loop over the K components is fine.

| name | letter | shape | is |
|---|---|---|---|
| `X` | $x_i$ | (n, d) | the points, one a row |
| `weights` | $\\pi_k$ | (K,) | the weights of the components; they sum to 1 |
| `means` | $\\mu_k$ | (K, d) | their means |
| `covariances` | $\\Sigma_k$ | (K, d, d) | their covariance matrices |
| `R` | $\\gamma(z_{ik})$ | (n, K) | responsibilities: how much of point i belongs to component k |

Your functions must work for any n, K and d, and must not change what they are given. Below each is
a cell that checks it and says what is wrong. Run it as often as you like."""

TRY = """\
import numpy as np

from gmm_widget import datasets

X = datasets.old_faithful().values  # something to try your functions on
weights = np.array([0.5, 0.5])
means = np.array([[2.0, 60.0], [4.0, 70.0]])
covariances = np.array([np.cov(X.T), np.cov(X.T)])"""

TOGETHER = """\
from gmm_widget.homework import check_e_step, check_m_step

if check_e_step(e_step) and check_m_step(m_step):
    mixture = weights, means, covariances
    for _ in range(20):
        mixture = m_step(X, e_step(X, *mixture))
    print("the means:", np.round(mixture[1], 2).tolist())
else:
    print("Not yet: one of the two functions above is not right.")"""

FILM = """\
from gmm_widget import GMMWidget

w = GMMWidget(X, n_components=2, seeds=means, e_step=e_step, m_step=m_step)
w"""

E_TASK = """\
Write the E-step. For point $x_i$ and component $k$,

$$\\gamma(z_{ik}) = \\frac{\\pi_k\\, \\mathcal N(x_i \\mid \\mu_k, \\Sigma_k)}
{\\sum_{j=1}^{K} \\pi_j\\, \\mathcal N(x_i \\mid \\mu_j, \\Sigma_j)}.$$

A point can be so far from all components that every density is 0 in floating point, and 0 / 0 is no
responsibility. Your function must be right there, too: work with logarithms, and take out the largest
of each row before `exp` (*log-sum-exp*). This is what the points are for: a function that is right
only where densities are not 0 earns none."""

M_TASK = """\
Write the M-step as a function. With $N_k = \\sum_{i=1}^{n} \\gamma(z_{ik})$,

$$\\pi_k = \\frac{N_k}{n}, \\qquad \\mu_k = \\frac{1}{N_k} \\sum_{i=1}^{n} \\gamma(z_{ik})\\, x_i, \\qquad
\\Sigma_k = \\frac{1}{N_k} \\sum_{i=1}^{n} \\gamma(z_{ik})\\, (x_i - \\mu_k)(x_i - \\mu_k)^{\\mathsf T}.$$

Return the three as a tuple, in this order."""

TIED_TASK = """\
Let all components have *one* covariance $\\Sigma$ (this is `covariance_type="tied"`). Find the $\\Sigma$
that maximises

$$\\sum_{i=1}^{n} \\sum_{k=1}^{K} \\gamma(z_{ik}) \\log \\mathcal N(x_i \\mid \\mu_k, \\Sigma),$$

and write the M-step with it: return the weights, the means and the one covariance, of shape (d, d)."""

WHY = """\
**Say why.** In three to six sentences: with a covariance for each component, EM can collapse onto a
single point. Why does that not happen with a tied covariance, as long as there are enough points? And
what does it cost: on what kind of data does the tied fit get worse? A person reads this."""

ASSIGNMENT = Assignment(
    name="write-em-yourself",
    title="Homework: write EM yourself",
    before=(("text", INTRO), ("code", TRY)),
    questions=(
        Question("e_step", 5, task=E_TASK, taught=0.8),
        Question("m_step", 2, task=M_TASK),
        Question("tied_m_step", 3, task=TIED_TASK),
        Question("why", 2, task=WHY, in_words=True),
    ),
    after=(
        (
            "text",
            """\
## Put it together

Twenty iterations of EM on Old Faithful, made of your functions. Compare the means with lesson 01.""",
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
