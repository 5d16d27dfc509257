# %% [markdown]
# # A frame
# Five minutes.

# %%
from coursekit.wire.record import emit

# %% nbgrader={"grade_id": "count", "solution": true}
def count_sites(formula_units, sites_per_unit):
    """How many sites a cell has."""
    ### BEGIN SOLUTION
    number_of_sites_in_cell = formula_units * sites_per_unit
    return number_of_sites_in_cell
    ### END SOLUTION

# %% nbgrader={"grade_id": "count-check", "grade": true, "points": 1}
emit("count", "rutile", count_sites(2, 3))
