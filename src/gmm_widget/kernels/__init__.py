"""The arithmetic below EM: the textbook's sums, arranged so that the machine does them fast.

Nothing here says what EM *is*: `gmm_widget.em` does, and the tests hold these kernels to it.

    unit        coordinates in which the data are centred and of size 1
    features    a point, a component, and the sums of an M-step as vectors of one length
    plane       the same in two dimensions, in closed form
    engine      one pass over the points: E-step, log-likelihood and sums, block by block
    single      the steps of one fit
    batched     the steps of many fits over the same points
"""
