"""Every limit of the audits, once, with the reason for it."""

ROUNDING = 1e-5
"""Least change that is told from rounding, in spreads between crystals: single precision of a
descriptor that adds some hundred terms."""

NOISE_FACTOR = 30.0
"""A move may change a vector by so many times what a turn of 1e-6 radian does: moves differ in
size, rounding behaves alike."""

NOISE_MOST = 0.05
"""More noise than this share of the spread between crystals hides every other fault."""

WIDEST = 20_000
"""Columns; longer rows are folded, which keeps their distances to a few per cent."""

STRAIN, RATTLE, PROBE_SITES = 0.02, 0.05, 60
"""Components of the strain and displacements (Å) that leave a crystal no symmetry and every bond; cells
that are larger make every relation slow."""

ONLY_JUST = 3.0
"""Times the limit: another seed may bring a number below it."""

CHOSEN = 20
"""Crystals that are described alone, backwards and without metadata: what hangs on company shows in any."""

COMPANY = 1e-6
"""Sums taken in another order: what a vector may change by its company in the list."""

SHAKES = (0.05, 1e-4)
"""Å; of the second, single precision still shows a hundredth, half precision nothing."""

STANDS = 0.5
"""Of the numbers that answer to the first shake: single precision leaves none unmoved by the second."""

FILE_FACTOR = 5.0
"""A file may change a vector by so many times what shaking by the file's own rounding does."""

FILE_SHIFT = 0.01
"""Å; an atom that moves further was not rounded, it was read wrongly."""

MOST_FILES = 20
"""Crystals that are written and read: formats fail by kind, not one crystal in a hundred."""

JUMP = 2e-3
"""Of the spread between crystals; what a smooth cutoff leaves after the bisection is below."""

HALVINGS, JUMP_REACH = 34, 9.0
"""From a step of a path to 1e-10 of it; Å within which a distance may explain a jump."""

ALIVE = 0.05
"""Of the spread between crystals; a swelling by seven per cent does more."""

SWAPS = 3
"""Elements tried at one site: a class or a bin may hold two; a blind descriptor sees none of them."""

SMALL_CELL = 12
"""Sites; what makes a cell several times larger is done to small ones, for the time it takes."""

GROWTH = 1e-3
"""Of doubling; what a sum may miss by rounding of the sites."""

COUNT_FACTORS = (0.9, 0.97, 1.0, 1.06, 1.15)
COUNT_REACH, COUNT_VALUES, INTEGER = 8.0, 5, 1e-9
"""Sizes of the crystals in which a column may count pairs, up to so many Å; fewer values or larger
fractions are no count."""

SHORT, BEYOND, SMALLER, ANSWERS = 0.6, 1.15, 0.75, 0.9
"""Of the declared cutoff: ångström taken for bohr sees 0.53, a smooth cutoff 0.8 and more; a parameter
that is set to three quarters moves the reach by a tenth, unless it is no cutoff."""

REACH_CRYSTALS = 12
"""Elements are tried in so many crystals where the first show no reach."""

BLIND_CRYSTALS, BLIND_SITES = 0.1, 0.25
"""Share of crystals in which no atom has a neighbour, share of atoms without one: more cannot be
meant, since a vector without a neighbour is the formula's."""

SCAN_CENTER, SCAN_WIDTH = 5.0, 1.5
"""Å; a shell or two to both sides of the declared cutoff, or of the usual one."""

SPIKE, SCAN_P = 0.3, 0.01
"""Rise of the error from one cutoff to the next that a scatter of folds does not explain, and the
chance of it."""

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

MOST_PAIRS, MOST_COMPARED = 4000, 60
"""Pairs of vectors, and of crystals that are matched: a share needs no more."""

TELLING = 8
"""Columns; a shorter vector may be zero because there is nothing to count."""

FEWEST_SCALED, FEWEST_RANGED = 6, 4
"""Crystals, and columns of many values, that have mean 0 or range 1 by no chance."""

UNLIKE_FITS = 1e-3
"""Of the spread between crystals; a randomised decomposition without a seed leaves less."""

ODD_ELEMENTS = ("Xe", "Rb", "Tl", "Te", "Pm", "Ac", "Po", "Fr", *"HCNOFS")
"""Elements that hardly any set of crystals has; one that is not there is strange to every fit."""

FEWEST_TARGETS = 8
"""Crystals; fewer targets are followed by some column by chance."""

TIED = 0.99
"""Correlation of a column with the target that no descriptor of some dozen columns has by chance."""

LOOKED_UP = 0.6
"""The same for a column that is looked up, not computed: there is no reason for any."""

RAISED, OWN, OTHERS = 3.0, 0.1, 4.0
"""A target is raised by so many standard deviations; a column that holds it moves by more of its
spread, and by so many times more than for a typical other crystal."""

NEAR_COPIES = 0.1
"""Share of test crystals with a near copy in training; a few are polymorphs that relaxed alike."""

NEAR_VOLUME, MOST_MATCHED, MATCHED_SITES = 0.12, 600, 64
"""Of the volume, a strain of four per cent; so many pairs of so small crystals are matched."""

FEWEST_TRAINED, FEWEST_RESIDUALS = 10, 12
"""Crystals; with fewer no error has a scatter worth the name, no residual a rank."""

GUARD = 1.0
"""Ranges of the training targets beyond which no prediction is taken, on any side."""

P_VALUE = 0.001
"""Chance of a false alarm in one comparison of errors."""

PERMUTATIONS = 5000
"""Shuffles; the least chance that they tell is well below that."""

GUESS_P = 0.01
"""The same against the mean of the targets, which no model worth its fit loses to."""

BETTER_P = 0.05
"""Chance that a model is called better than the formula and is not: to be told, not to be failed."""

WORSE = 0.25
"""A model worse than the mean of the targets by less is a matter of taste."""

FOLLOWS, WORTH = 0.6, 0.1
"""Rank correlation of a residual, and its size in standard deviations of the target: less is the
shrinkage of every regression."""

SIZES = (0.94, 0.97, 1.0, 1.03, 1.06)
"""Of all lengths; what a regression learns to tell a volume by."""

HELD = 0.8
"""Correlation of a quantity with what a regression finds of it in the vector: more than half of its
variance is there."""

NONSENSE = 0.5
"""Share of predictions far outside all targets: fewer come from elements that a fold has not seen."""

DENSITIES = (0.05, 26.0)
"""g/cm³; solid hydrogen has 0.09, osmium 22.6."""

TOO_CLOSE, TOO_FAR, WIDE_CELL = 0.55, 1.45, 3.0
"""Of the sum of two atomic radii: silicon squeezed into any lattice 1.23, sodium chloride in Bohr 1.9;
Å, an edge beside which coordinates within 1 Å are fractions."""
