# %% [markdown]
# # Masses of formulas
# How heavy is an average atom? About ten minutes.

# %%
import random
import warnings

import numpy as np

from coursekit.wire.record import emit

MASS = {"Ti": 47.867, "O": 15.999, "Al": 26.982, "Na": 22.990, "Cl": 35.450}

# %% [markdown] nbgrader={"grade_id": "mean-question", "locked": true}
# **1.** Write `mean_mass(counts)`: the mean atomic mass of a formula given as a dict of counts.

# %% nbgrader={"grade_id": "mean", "solution": true}
def mean_mass(counts):
    """Mean atomic mass in amu."""
    ### BEGIN SOLUTION
    total_mass = sum(MASS[symbol] * count for symbol, count in counts.items())
    return total_mass / sum(counts.values())
    ### END SOLUTION

# %% nbgrader={"grade_id": "mean-check", "grade": true, "points": 2}
shown = mean_mass({"Ti": 1, "O": 2})
emit("mean", "TiO2", shown, verdict=abs(shown - 26.6217) < 1e-3, rtol=1e-4, unit="amu",
     wrong={"unweighted mean": 31.933})
assert abs(shown - 26.6217) < 1e-3, "Weight each element by its count."

# %% nbgrader={"grade_id": "mean-hidden", "grade": true, "points": 2}
# More formulas are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
for hidden_name, hidden_counts in {"NaCl": {"Na": 1, "Cl": 1}, "Al2O3": {"Al": 2, "O": 3}}.items():
    emit("mean", hidden_name, mean_mass(hidden_counts), rtol=1e-4, unit="amu",
         wrong={"unweighted mean": float(np.mean([MASS[s] for s in hidden_counts]))})
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "fractions-question", "locked": true}
# **2.** Write `fractions(counts)`: the atomic fractions, as an array in the order of the dict.

# %% nbgrader={"grade_id": "fractions", "solution": true}
def fractions(counts):
    """Atomic fractions."""
    ### BEGIN SOLUTION
    amounts = np.array(list(counts.values()), dtype=float)
    return amounts / amounts.sum()
    ### END SOLUTION

# %% nbgrader={"grade_id": "fractions-check", "grade": true, "points": 3}
wanted = {"TiO2": [1 / 3, 2 / 3], "Al2O3": [0.4, 0.6], "one": [1.0]}
verdicts = []
for name, counts in {"TiO2": {"Ti": 1, "O": 2}, "Al2O3": {"Al": 2, "O": 3}, "one": {"O": 5}}.items():
    found = fractions(counts)
    verdicts.append(np.shape(found) == (len(counts),) and np.allclose(found, wanted[name]))
    emit("fractions", name, found, verdict=verdicts[-1])
assert all(verdicts), "Each count is divided by the sum of all counts."

# %% [markdown] nbgrader={"grade_id": "why-question", "locked": true}
# **3.** Why can two crystals share these numbers? Two sentences.

# %% [markdown] nbgrader={"grade_id": "why", "grade": true, "solution": true, "points": 3}
# A formula says nothing about where the atoms sit, so polymorphs such as rutile and anatase agree.

# %% [markdown]
# Recap: a mean forgets the order, and the structure.
