"""Every limit of the audits, once, with the reason for it."""

ROUNDING = 1e-5
"""Least change that is told from rounding, in spreads between crystals: single precision of a
descriptor that adds some hundred terms."""

NOISE_FACTOR = 30.0
"""A move may change a vector by so many times what a turn of 1e-6 radian does: moves differ in
size, rounding behaves alike."""

NOISE_MOST = 0.05
"""More noise than this share of the spread between crystals hides every other fault."""

COMPANY = 1e-6
"""Sums taken in another order: what a vector may change by its company in the list."""

FILE_FACTOR = 5.0
"""A file may change a vector by so many times what shaking by the file's own rounding does."""

FILE_SHIFT = 0.01
"""Å; an atom that moves further was not rounded, it was read wrongly."""

JUMP = 2e-3
"""Of the spread between crystals; what a smooth cutoff leaves after the bisection is below."""

ALIVE = 0.05
"""Of the spread between crystals; a swelling by seven per cent does more."""

SHORT = 0.6
"""Of the declared cutoff; ångström taken for bohr gives 0.53, a smooth cutoff 0.8 and more."""

BLIND_CRYSTALS, BLIND_SITES = 0.1, 0.25
"""Share of crystals in which no atom has a neighbour, share of atoms without one: more cannot be
meant, since a vector without a neighbour is the formula's."""

ALIKE = 1e-3
"""Of the median distance between crystals; pairs that are closer have one prediction."""

EQUAL = 1e-7
"""Of the median distance between crystals; rounding is below."""

UNLIKE = 0.25
"""Standard deviations of the targets; polymorphs that are closer may well be alike."""

RICH = 20
"""Numbers that distinguish a crystal; a vector that has them must tell unlike targets apart."""

TOO_MANY = 0.5
"""Share of pairs that even a coarse vector may not confuse."""

TIED = 0.99
"""Correlation of a column with the target that no descriptor of some dozen columns has by chance."""

LOOKED_UP = 0.6
"""The same for a column that is looked up, not computed: there is no reason for any."""

NEAR_COPIES = 0.1
"""Share of test crystals with a near copy in training; a few are polymorphs that relaxed alike."""

P_VALUE = 0.001
"""Chance of a false alarm in one comparison of errors."""

GUESS_P = 0.01
"""The same against the mean of the targets, which no model worth its fit loses to."""

BETTER_P = 0.05
"""Chance that a model is called better than the formula and is not: to be told, not to be failed."""

WORSE = 0.25
"""A model worse than the mean of the targets by less is a matter of taste."""

FOLLOWS, WORTH = 0.6, 0.1
"""Rank correlation of a residual, and its size in standard deviations of the target: less is the
shrinkage of every regression."""

HELD = 0.8
"""Correlation of a quantity with what a regression finds of it in the vector: more than half of its
variance is there."""

SPIKE = 0.3
"""Rise of the error from one cutoff to the next that a scatter of folds does not explain."""

NONSENSE = 0.5
"""Share of predictions far outside all targets: fewer come from elements that a fold has not seen."""
