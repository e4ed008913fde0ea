"""Solutions and rubrics of the assignment "Mixtures by hand"; they are not in the package.

The challenges have none here: a search finds a start that passes, for any student.
"""

SOLUTIONS = {
    "why": """\
Two of my means began in the smallest group and share its points. One mean lies between the two
groups on the right and serves both: each of its points is far nearer to it than to any other mean, so
the others are hardly responsible for these points, and no M-step pulls them there. Every step from
here makes the fit a little better, and none leads to the other side.""",
}

RUBRICS = {
    "trap": """\
All 4 points for an end that is 20 nats or more below the best fit known; below that, points in
proportion to the gap. None for a collapse, for an empty component, and for two means on one spot:
there EM stands still only as on a ridge, and a small push sends it on.

What to look for: two means in one group, and one mean that must serve two other groups. About three
in ten random starts are traps on these data. The solution tries random starts until one passes; a
student gets there by putting two means close together in a small group, one in the largest, and one
between the two groups that are left.""",
    "rescue": """\
All 3 points for an end within 1 nat of the best fit with one mean moved. Up to half of the points
for a move that closes a part of the gap. None if two means were moved, however good the end.

What to look for: a mean that shares a group with another one goes to where one mean serves two
groups. Any place near enough will do: four in ten random moves of a random mean succeed.""",
    "bic": """\
All 3 points if all five fits are within 10 nats of the best known for their K, and the BIC of these
fits is least at the right K. While some are poor or have collapsed, 90 % of the share that is good:
54 % with two poor ones of five. If all are good and the BIC is least at a wrong K, 60 %. The points
have 2, 3 or 4 groups, not the same number for all students; with 2 groups most starts will do.

What to look for: K = 1 is right from any start. A K that is too large tempts students into
collapses: one mean on a few points raises the likelihood, and the judge refuses it.""",
    "why": """\
1 point for a reason that names a group (or a part of one) and the mean that serves it, at the start
and at the end: which group has two means, and which two groups share one. 1 point for saying why EM
does not get out: in the M-step a mean moves only towards the points that it is responsible for, and
those of the far group belong to the mean that is nearer to them.

No points for "it is a local optimum" alone, or for a description of the picture without a reason.""",
}
