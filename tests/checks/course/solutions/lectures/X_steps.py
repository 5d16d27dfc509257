# %% [markdown]
# # Steps
# Two steps and two quick questions, for the tests of the checks.

# %%
from coursekit.checks import Quiz, Step, summary

MASS = {"Ti": 47.867, "O": 15.999, "Al": 26.982, "Na": 22.990, "Cl": 35.450}

# %% [markdown] nbgrader={"grade_id": "X-mean-question", "locked": true}
# Write `mean_mass(counts)`: the mean atomic mass of a formula.


# %% nbgrader={"grade_id": "X-mean", "solution": true}
def mean_mass(counts):
    """Mean atomic mass in amu."""
    ### BEGIN SOLUTION
    total_mass = sum(MASS[symbol] * count for symbol, count in counts.items())
    return total_mass / sum(counts.values())
    ### END SOLUTION


# %% tags=["raises-exception"] nbgrader={"grade_id": "X-mean-check", "grade": true, "points": 2}
step = Step("X-mean", answer="mean_mass")
step.case(
    "TiO2",
    args=({"Ti": 1, "O": 2},),
    expected=26.6217,
    rtol=1e-4,
    unit="amu",
    n=3,
    wrong={"unweighted mean": 31.933},
)
step.case("NaCl", args=({"Na": 1, "Cl": 1},), expected=29.22, rtol=1e-4, unit="amu", n=2)
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-mean-hidden", "grade": true, "points": 2}
# More formulas are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("X-mean", answer="mean_mass", hidden=True)
step.case(
    "alumina",
    args=({"Al": 2, "O": 3},),
    rtol=1e-4,
    unit="amu",
    wrong={"unweighted mean": (26.982 + 15.999) / 2},
)
step.case("oxygen", args=({"O": 7},), rtol=1e-4, unit="amu")
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "X-total-question", "locked": true}
# Set `total` to the number of atoms in Al2O3.

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-total", "solution": true}
### BEGIN SOLUTION
total = 2 + 3
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-total-check", "grade": true, "points": 1}
step = Step("X-total", answer="total")
step.case("number of atoms", expected=5)
step.verdict()

# %% [markdown] nbgrader={"grade_id": "X-q1-question", "locked": true}
# What does a formula forget? a) elements b) positions

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-q1", "solution": true}
### BEGIN SOLUTION
choice = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-q1-check", "grade": true, "points": 1}
Quiz("X-q1", answer="choice").verdict(
    right="5483071f3aca", because={"a": "They stand in it.", "b": "No coordinates in it."}
)

# %% [markdown] nbgrader={"grade_id": "X-q2-question", "locked": true}
# Which fraction of Al2O3 is oxygen?

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-q2", "solution": true}
### BEGIN SOLUTION
share = 3 / 5
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "X-q2-check", "grade": true, "points": 1}
Quiz("X-q2", answer="share").number(expected=0.6, rtol=1e-3, wrong={"counted elements": 0.5})

# %%
summary("X")
