"""The assignment "Mixtures by hand": a trap, a rescue, and how many components.

`gmm-widget homework by-hand` makes the notebook of it, in every form.
"""

from gmm_widget.homework.grading import Assignment, Question

INTRO = """\
**Time:** about 75 minutes: 20 for each of the first three tasks, and 15 for the last.

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
**Find a trap.** Here are three groups and three Gaussians. Find a start from which EM *converges*,
but to a poor optimum: at least 20 nats below the best fit.

*Predict first:* how must the means begin, so that one group goes without a mean of its own?"""

RESCUE = """\
**Rescue a fit.** Of five Gaussians on five groups, this start ends in a poor optimum. Move **one**
mean, and one only, to a place from which EM comes within 1 nat of the best fit in 2 iterations.

*Predict first:* play the fit to its end and look. Which mean is of little use where it is, and
where is one missing? Go back to the start before you move it: there the others still stand where
they must."""

BIC = """\
**How many components?** Find a good start for each K from 1 to 5 (within 3 nats of the best fit for
that K), and see which of these five fits has the least BIC. Choose K below the plot, and record a
start for each. The verdict comes when all five are recorded; you may record any of them again. The view *Restarts* shows what other starts find; click an end there to load a start that
leads to it."""

WHY = """\
**Say why.** Take your trap from the first task (your best attempt, if it has not passed). In three to
six sentences: which component serves which points at the end, and why can EM not get out of there? Use
what the E-step and the M-step do. A person reads this."""

ASSIGNMENT = Assignment(
    name="by-hand",
    title="Homework: mixtures by hand",
    before=(("text", INTRO),),
    questions=(
        Question("trap", 4, task=TRAP),
        Question("rescue", 3, task=RESCUE),
        Question("bic", 3, task=BIC),
        Question("why", 2, task=WHY, in_words=True),
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
