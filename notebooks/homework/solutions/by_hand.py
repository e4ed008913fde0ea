"""Solutions and rubrics of the assignment "Mixtures by hand"; they are not in the package.

The challenges have none here: a search finds a start that passes, for any student.
"""

SOLUTIONS = {
    "why": """\
Two of my means began in the smallest group and share its points. One mean lies between the two other
groups and serves both: each of their points is far nearer to it than to any other mean, so the others
are hardly responsible for these points, and no M-step pulls them there. Every step from here makes the
fit a little better, and none leads to the other side.""",
}

RUBRICS = {
    "trap": """\
All 4 points for an end that is 20 nats or more below the best fit known; below that, points in
proportion to the gap. None for a collapse, for an empty component, and for two means on one spot:
there EM has converged only because the means are equal, and a small push sends it on. What the
opening would earn is deducted.

What to look for: two means in one group, and one mean that must serve the two others. About nine in
a hundred random starts are traps on these data. The solution tries starts with two means close together
and one in the middle of all the points, as a student would, until one passes.""",
    "rescue": """\
All 3 points if one mean was moved and EM comes within 1 nat of the best fit in 2 iterations. 30 % of
the points if EM finds the best fit later than that. None if nothing or more than one mean was moved, or
if the fit still ends in a poor optimum.

What to look for: a mean that shares a group with another one goes to the middle of a
group that has none, which another mean serves with its own. The place must be well aimed: of random
drags of a random mean about one in fifty passes.""",
    "bic": """\
All 3 points if all five fits are within 3 nats of the best known for their K. While some are poor or
have collapsed, 90 % of the share that is good: 54 % with two poor ones of five; what the openings would
earn is deducted. The verdict says which of these fits has the least BIC; it earns nothing by itself. The
points have 3 or 4 groups, not the same number for all students, and their best fits have the least BIC
at that number.

What to look for: K = 1 is right from any start. A K that is too large tempts students into
collapses: one mean on a few points raises the likelihood, and the judge refuses it.""",
    "why": """\
1 point for a reason that names a group (or a part of one) and the mean that serves it, at the start
and at the end: which group has two means, and which two groups share one. 1 point for saying why EM
does not get out: in the M-step a mean moves only towards the points that it is responsible for, and
those of the far group belong to the mean that is nearer to them.

No points for "it is a local optimum" alone, or for a description of the picture without a reason.""",
}
