# %% [markdown]
# # A unit cell in numbers

# %%
import numpy as np

from coursekit.wire.record import emit

# %% [markdown] nbgrader={"grade_id": "volume-question", "locked": true}
# **1.** Write `volume(lattice)`: the volume spanned by the rows of a 3 x 3 array.

# %% nbgrader={"grade_id": "volume", "solution": true}
def volume(lattice):
    """Volume in cubic angstrom."""
    ### BEGIN SOLUTION
    determinant = np.linalg.det(np.asarray(lattice, dtype=float))
    return float(abs(determinant))
    ### END SOLUTION

# %% nbgrader={"grade_id": "volume-check", "grade": true, "points": 2}
emit("volume", "cube", volume(np.eye(3) * 2), verdict=abs(volume(np.eye(3) * 2) - 8) < 1e-6,
     rtol=1e-6, unit="Å³")
assert abs(volume(np.eye(3) * 2) - 8) < 1e-6, "A cube of edge 2 has volume 8."

# %% nbgrader={"grade_id": "volume-hidden", "grade": true, "points": 2}
# Left-handed and skewed cells are tried here.
### BEGIN HIDDEN TESTS
emit("volume", "left", volume([[0, 1, 0], [1, 0, 0], [0, 0, 3]]), rtol=1e-6, unit="Å³")
emit("volume", "skewed", volume([[2, 0, 0], [1, 2, 0], [0.5, 0.5, 4]]), rtol=1e-6, unit="Å³")
### END HIDDEN TESTS
