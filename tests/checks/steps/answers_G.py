"""Answers to the steps of lecture G: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "G-gain": [
        "def gain(composition, structure):\n    return 100 - structure / composition * 100",
        "def gain(composition, structure):\n    return (1 - np.divide(structure, composition)) * 1e2",
        """
def gain(composition, structure):
    errors = pd.Series([composition, structure])
    return -100 * errors.pct_change().iloc[1]
""",
    ],
    "G-q1": ["conclusion = 'C'"],
    "G-climb": [
        """
def choose_tier(polymorphs, special_sites, n_crystals):
    return 1 if not polymorphs else 4 if n_crystals > 99_999 else 2 + special_sites
""",
        """
def choose_tier(polymorphs, special_sites, n_crystals):
    tier = np.select([not polymorphs, n_crystals >= 1e5, special_sites], [1, 4, 3], 2)
    return int(tier)
""",
    ],
    "G-open": [
        """
def still_open(checks, report):
    found = []
    for name in checks:
        if name not in report or report[name] == "failed":
            found.append(name)
    return found
""",
        """
def still_open(checks, report):
    status = pd.Series(report, dtype=object).reindex(checks)
    return status[~status.isin(["passed", "not applicable"])].index.tolist()
""",
    ],
    "G-q2": ["can_order = ' b'"],
}

WRONG = {
    "G-gain": [
        ("""
def gain(composition, structure):
    return 100 * (composition - structure) / structure
""", "relative to the smaller", ""),
        ("""def gain(composition, structure):
    return composition / structure""", "factor", ""),
        ("""def gain(a, b):
    return 1 - b / a""", "fraction for percent", ""),
        ("""def gain(a, b):
    return 100 * b / a""", "what is left", ""),
        ("""def gain(a, b):
    return 100 * (b - a) / a""", "sign", ""),
    ],
    "G-q1": [
        ("conclusion = 'a'\n", "", "By much less than the folds differ"),
        ("conclusion = 'b'\n", "", "The bars say how much folds differ in difficulty"),
        ("conclusion = 'd'\n", "", "A fair choice when nothing can be told"),
    ],
    "G-climb": [
        ("""
def choose_tier(polymorphs, special_sites, n_crystals):
    if n_crystals >= 100_000:
        return 4
    return 1 if not polymorphs else 3 if special_sites else 2
""", "data before chemistry", ""),
        ("""
def choose_tier(polymorphs, special_sites, n_crystals):
    if not polymorphs:
        return 1
    return 5 if n_crystals >= 100_000 else 4 if special_sites else 3
""", "five rungs", ""),
        ("""
def choose_tier(polymorphs, special_sites, n_crystals):
    if not polymorphs:
        return 1
    return 4 if n_crystals > 100_000 else 3 if special_sites else 2
""", "limit left out", ""),
        ("""
def choose_tier(polymorphs, special_sites, n_crystals):
    if special_sites:
        return 3
    return 1 if not polymorphs else 4 if n_crystals >= 100_000 else 2
""", "motif before formula", ""),
    ],
    "G-open": [
        ("""
def still_open(checks, report):
    return [name for name in checks if report.get(name, "passed") == "failed"]
""", "missing for passed", ""),
        ("""
def still_open(checks, report):
    return [name for name in checks if name not in report]
""", "failed for missing", ""),
        ("""
def still_open(checks, report):
    return [name for name in checks if report.get(name) != "passed"]
""", "not applicable blocks", ""),
        ("""
def still_open(checks, report):
    return [name for name in checks if report.get(name) in ("passed", "not applicable")]
""", "settled for open", ""),
    ],
    "G-q2": [
        ("can_order = 'a'\n", "", "If the error is the same for all polymorphs of a formula"),
        ("can_order = 'c'\n", "", "Averages are over crystals"),
        ("can_order = 'd'\n", "", "No such rule: it depends on how the errors of the two go together"),
    ],
}  # fmt: skip
