"""The assignment "Mixtures by hand": a trap, a rescue, and how many components.

`python scripts/homework.py` makes the students' and the teacher's notebook of it.
"""

from gmm_widget.homework.grading import Assignment, Question

INTRO = """\
You fit Gaussian mixtures by hand: you choose where the means begin, and EM does the rest. You need
lessons 01, 02 and 04. The points are your own: nobody else has the same.

1. Write your id between the quotation marks in the cell above and run it.
2. For each task, run the cell with the widget. Above the plot it says how you stand. Drag the
   means; press **Play** to see where EM ends.
3. Press **Record answer**. A code that begins with `gmm1` goes into the answer cell below the
   widget, between the quotation marks; where the widget cannot write there, copy it.
4. Run the answer cell and the cell after it, which says what the answer is worth.

The code holds the places where your means *began*, rounded, and your id. You may try as often as
you like, and only what stands in the notebook when you hand it in counts."""

TRAP = """\
**Find a trap.** Here are four groups and four Gaussians. Find a start from which EM *converges*,
but to a poor optimum: at least 20 nats below the best fit.

*Predict first:* how must the means begin, so that one group goes without a mean of its own?"""

RESCUE = """\
**Rescue a fit.** This start ends in a poor optimum. Move **one** mean, and one only, so that EM
finds the best fit.

*Predict first:* play the fit to its end and look. Which mean is of little use where it is, and
where is one missing? Go back to the start before you move it: there the others still stand where
they must."""

BIC = """\
**How many components?** Find a good start for each K from 1 to 5 (within 10 nats of the best fit),
so that the curve of the BIC proves which K is right. Choose K below the plot, and record a start
for each. For a K that you have not recorded yet, the verdict takes the start that the widget began
with. The view *Restarts* shows what other starts find; click an end there to load a start that
leads to it."""

ASSIGNMENT = Assignment(
    name="by-hand",
    title="Homework: mixtures by hand",
    before=(("text", INTRO),),
    questions=(
        Question(
            "trap",
            4,
            task=TRAP,
            rubric="""\
All 4 points for an end that is 20 nats or more below the best fit known; below that, points in
proportion to the gap. None for a collapse, for an empty component, and for two means on one spot:
there EM stands still only as on a ridge, and a small push sends it on.

What to look for: two means in one group, and one mean that must serve two other groups. About three
in ten random starts are traps on these data. The solution tries random starts until one passes; a
student gets there by putting two means close together in a small group, one in the largest, and one
between the two groups that are left.""",
        ),
        Question(
            "rescue",
            3,
            task=RESCUE,
            rubric="""\
All 3 points for an end within 1 nat of the best fit with one mean moved. Up to half of the points
for a move that closes a part of the gap. None if two means were moved, however good the end.

What to look for: a mean that shares a group with another one goes to where one mean serves two
groups. Any place near enough will do: four in ten random moves of a random mean succeed.""",
        ),
        Question(
            "bic",
            3,
            task=BIC,
            rubric="""\
All 3 points if all five fits are within 10 nats of the best known for their K, and the BIC of these
fits is least at the right K. While some are poor or have collapsed, 90 % of the share that is good:
54 % with two poor ones of five. If all are good and the BIC is least at a wrong K, 60 %. The points
have 2, 3 or 4 groups, not the same number for all students; with 2 groups most starts will do.

What to look for: K = 1 is right from any start. A K that is too large tempts students into
collapses: one mean on a few points raises the likelihood, and the judge refuses it.""",
        ),
    ),
    after=(
        (
            "text",
            """\
## Before you hand in

Run all cells once more from top to bottom (*Run > Restart Kernel and Run All Cells*). The widgets
go back to their first starts; your answers, which stand in the cells, stay. Then save, and hand in
this file.""",
        ),
    ),
)
