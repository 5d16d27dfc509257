"""What 4_audit asks: visible cases, wrong turns, hints, where to look."""

import numpy as np
from pymatgen.core import Lattice, Structure
from sklearn.base import clone

from coursekit.audits import zoo
from coursekit.checks.answers import InTurn
from coursekit.checks.declare import step, written
from coursekit.neighbors import neighbor_list
from coursekit.pipelines import polymorph_scores
from coursekit.pipelines.metrics import standard_error
from coursekit.structures import make_fcc, make_rocksalt, make_rutile, make_wurtzite


def quarter_turn(axis):
    """Matrix of a turn by 90 degrees about x, y or z (0, 1, 2)."""
    turn = np.roll([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], axis + 1, axis=(0, 1))
    return np.array(turn)


def shells(crystal):
    """Healthy: distances to neighbours below 4 Å, as a histogram."""
    return (
        np.histogram(neighbor_list(crystal, 4.0).distances, bins=np.linspace(0.05, 4.05, 9))[0]
        + 0.0
    )


def positions(crystal):
    """Broken: where the atoms are, in Å."""
    return crystal.cart_coords.ravel()


def heights(crystal):
    """Broken: the extent of the cell along x, y and z, in Å."""
    return np.ptp(crystal.lattice.matrix, axis=0)


def clearance(crystal):
    """Broken: how far the top of the cell lies above a plane at 10 Å, in Å; negative when it lies below."""
    return heights(crystal)[2:] - 10


@step(
    "4-rotation",
    answer="rotation_error",
    title="Turn it",
    look="B_environments, what must a description not notice?",
    hints=[
        "Keep the fractional coordinates and turn the cell vectors: then cell and atoms turn together.",
        "The rows of crystal.lattice.matrix are the vectors: turned, they are matrix @ rotation.T.",
        "np.abs(after - before).max() over all rotations, divided by np.abs(before).max().",
    ],
)
def rotation(case):
    box = Structure(Lattice.orthorhombic(3, 4, 6), ["Mg", "O"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    cosine, sine = 0.8, 0.6
    oblique = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    for name, describe, turns, options in [
        ("histogram of distances", shells, [quarter_turn(2)], {"points": 0.2}),
        ("extent of the cell", heights, [quarter_turn(2)], {}),
        ("extent of the cell, two turns", heights, [quarter_turn(2), quarter_turn(0)], {}),
        ("where the atoms are, an oblique turn", positions, [oblique], {}),
        ("a number below zero", clearance, [quarter_turn(0)], {}),
    ]:
        case(
            name,
            args=(describe, box, turns),
            expected=error_of(describe, box, turns),
            rtol=1e-4,
            atol=1e-6,
            wrong=wrong_rotations(describe, box, turns),
            **options,
        )


def turned(crystal, cell, places=None):
    """The crystal with another cell: atoms move along, or stay at `places` (Cartesian)."""
    if places is None:
        return Structure(Lattice(cell), crystal.species, crystal.frac_coords)
    return Structure(Lattice(cell), crystal.species, places, coords_are_cartesian=True)


def error_of(describe, crystal, turns, *, move=None, worst=np.max, change=None):
    """Largest relative change; `move` makes the turned crystal, `change` compares."""
    move = move or (lambda turn: turned(crystal, crystal.lattice.matrix @ turn.T))
    change = change or (lambda a, b: np.abs(b - a).max() / np.abs(a).max())
    before = np.asarray(describe(crystal), dtype=float)
    return float(worst([change(before, np.asarray(describe(move(turn)))) for turn in turns]))


def wrong_rotations(describe, crystal, turns):
    """Numbers that known wrong turns give, where they differ from the right one."""
    cell, places = crystal.lattice.matrix, crystal.cart_coords
    one_by_one = [
        np.linalg.multi_dot([np.eye(3), *turns[k::-1], np.eye(3)]) for k in range(len(turns))
    ]
    given = describe, crystal, turns
    moves = {
        "only the positions turned": lambda turn: turned(crystal, cell, places @ turn.T),
        "only the cell turned": lambda turn: turned(crystal, cell @ turn.T, places),
        "the inverse turn": lambda turn: turned(crystal, cell @ turn),
        "turned from the wrong side": lambda turn: turned(crystal, turn @ cell),
    }
    found = {name: error_of(*given, move=move) for name, move in moves.items()}
    found |= {
        "turned again and again": error_of(describe, crystal, one_by_one),
        "mean over the rotations": error_of(*given, worst=np.mean),
        "absolute, not relative": error_of(*given, change=lambda a, b: np.abs(b - a).max()),
        "relative to each number": error_of(*given, change=_each),
        "sign kept": error_of(*given, change=lambda a, b: np.abs(b - a).max() / a.max()),
    }
    right = error_of(*given)
    return {name: value for name, value in found.items() if abs(value - right) > 1e-3}


def _each(a, b):
    with np.errstate(all="ignore"):
        return np.nanmax(np.where(a == 0, np.nan, np.abs(b - a) / np.abs(a)))


@step(
    "4-roundtrip",
    answer="what_changed",
    title="Still the same crystal?",
    look="F_failure_modes, parsers and metadata",
    optional=True,
    hints=[
        "Three comparisons, one after the other; each adds its word to a list.",
        "For the coordinates: difference of fractional coordinates, minus np.round of it, then to Å with the cell of `before`.",
    ],
)
def roundtrip(case):
    rutile = make_rutile()
    cell, places, kinds = rutile.lattice, rutile.frac_coords, rutile.species
    written = Structure(Lattice(cell.matrix * 1.00004), kinds, places - 4e-6)
    for name, other, expected, wrong in [
        ("nothing", rutile.copy(), [], {}),
        (
            "a whole cell vector",
            Structure(cell, kinds, places + np.array([1, 0, -2])),
            [],
            {"images not taken off": ["coordinates"]},
        ),
        (
            "written with fewer digits, an atom through a face",
            written,
            [],
            {
                "no tolerance for the cell": ["lattice"],
                "faces forgotten": ["coordinates"],
            },
        ),
        ("other metal", Structure(cell, ["Sn"] * 2 + ["O"] * 4, places), ["species"], {}),
        (
            "two species exchanged",
            Structure(cell, ["O", "Ti", "Ti", "O", "O", "O"], places),
            ["species"],
            {"kinds, not places": []},
        ),
        (
            "0.002 Å along an axis",
            Structure(cell, kinds, places + np.array([5e-4, 0, 0])),
            ["coordinates"],
            {"fractions for lengths": []},
        ),
        (
            "a longer axis",
            Structure(Lattice(cell.matrix * 1.02), kinds, places),
            ["lattice"],
            {"sign kept": []},
        ),
        (
            "a shorter axis",
            Structure(Lattice(cell.matrix * 0.98), kinds, places),
            ["lattice"],
            {"sign kept": []},
        ),
        (
            "the cell turned",
            Structure(Lattice(cell.matrix[:, [1, 2, 0]]), kinds, places),
            ["lattice"],
            {"lengths for vectors": []},
        ),
    ]:
        points = 1.0 if expected else 0.1
        case(name, args=(rutile, other, 1e-3), expected=expected, wrong=wrong, points=points)


def few():
    """Crystals of one kind of atom, of several, with one atom in the cell and with many."""
    return [make_rutile(), make_rocksalt(), make_fcc("Cu", primitive=True), make_wurtzite()]


def in_four_ways(crystals, r_cut, farther):
    """Arguments of four calls: as they are, turned, in the opposite order, with a larger cutoff."""
    turn = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
    others = [turned(crystal, crystal.lattice.matrix @ turn.T) for crystal in crystals]
    ways = [(crystals, r_cut), (others, r_cut), (crystals[::-1], r_cut), (crystals, farther)]
    return InTurn(tuple(ways))


def read_ways(n):
    """Make a function that tells what four calls of a description have in common."""

    def read(tables):
        first, after, reverse, farther = (_as_table(table) for table in tables)
        size = 1e-3 * np.abs(first).max()
        wide = first.shape == farther.shape and np.abs(farther - first).max() <= size
        return {
            "rows": first.shape[0] if first.ndim == 2 else "not a table",
            "numbers": bool(np.isfinite(first).all() and size > 0),
            "crystals told apart": len({tuple(row) for row in np.round(first / size, 1)}) == n,
            "a turn noticed": bool(np.abs(after - first).max() > size),
            "order kept": bool(np.abs(reverse[::-1] - first).max() <= size),
            "a larger cutoff noticed": not wide,
        }

    return read


def _as_table(rows):
    return np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows, dtype=float)


def expect_ways(n):
    """What `read_ways` says of a sound description."""
    told = {"rows": n, "numbers": True, "crystals told apart": True, "a turn noticed": False}
    return told | {"order kept": True, "a larger cutoff noticed": True}


@step(
    "4-pipeline",
    answer="describe",
    title="A pipeline of your own",
    look="E_pooling, a cloud of points",
    hints=[
        "A description of sites gives a record for each crystal; a pooling makes one row of each record.",
        "All crystals go into one fit_transform, so that the columns mean the same for all of them.",
    ],
)
def pipeline(case):
    case(
        "four crystals, 3.5 Å",
        args=in_four_ways(few(), 3.5, 5.5),
        pick=read_ways(4),
        expected=expect_ways(4),
        wrong={
            "a turn noticed": lambda told: told["a turn noticed"],
            "cutoff ignored": lambda told: not told["a larger cutoff noticed"],
            "sites for crystals": lambda told: told["rows"] not in (4, "not a table"),
        },
    )


@step(
    "4-cutoff",
    answer="sufficient_cutoff",
    title="Read the scan",
    look="F_failure_modes, cutoff sensitivity",
    hints=[
        "Mean of each row first; then the row with the smallest mean.",
        "Its standard deviation with ddof=1 over the root of the number of folds, added to its mean, is the limit.",
    ],
)
def cutoff(case):
    table = [
        [0.66, 0.61, 0.54],
        [0.34, 0.41, 0.50],
        [0.43, 0.47, 0.30],
        [0.38, 0.42, 0.34],
        [0.22, 0.48, 0.32],
        [0.35, 0.12, 0.46],
        [0.27, 0.43, 0.30],
    ]
    case(
        "seven cutoffs, three folds",
        args=([2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0], table),
        expected=3.0,
        unit="Å",
        wrong={
            "scatter for standard error": 2.5,
            "largest within the error": 6.0,
            "n for n - 1": 3.5,
            "rows for folds": 4.0,
            "best, not sufficient": 5.0,
        },
    )
    falling = [[0.25, 0.30, 0.20], [0.24, 0.32, 0.16], [0.26, 0.33, 0.22], [0.45, 0.50, 0.48]]
    case(
        "four cutoffs in falling order",
        args=([6.0, 5.0, 4.0, 3.0], falling),
        expected=4.0,
        unit="Å",
        wrong={"largest within the error": 6.0, "best, not sufficient": 5.0},
    )


@step(
    "4-broken",
    answer="diagnosis",
    title="What is wrong with it",
    look="F_failure_modes, the audits as a tool",
    hints=[
        "Start with the audit that failed, and read its advice and its worst crystal.",
        "Call the pipeline yourself: on one crystal, on its supercell, on a turned one, on a list in another order.",
        "For each fault that is left, think of a crystal where its numbers must differ: one atom in the cell, a cell of many copies, another origin.",
    ],
)
def broken(case):
    words = [word.lower() for word in zoo.diagnoses()]
    case(
        "a word of the list",
        expected="one of the words",
        pick=lambda word: (
            "one of the words" if str(word).strip().lower() in words else "none of the words"
        ),
        wrong={"not a word of the list": "none of the words"},
    )


def rungs_of(n, seed):
    """Two tables with models, energies, formulas and folds, for trying a tier table out."""
    from sklearn.linear_model import Ridge
    from sklearn.neighbors import KNeighborsRegressor

    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 5))
    y = X @ [1.0, -2.0, 0.5, 0.0, 0.3] + 0.5 * rng.normal(size=n)
    groups = np.array([f"A{k // 4}B" for k in range(n)])
    names = np.unique(groups)
    parts = [np.flatnonzero(np.isin(groups, names[k::3])) for k in range(3)]
    folds = [(np.setdiff1d(np.arange(n), part), part) for part in parts]
    rungs = {"few columns": (X[:, :2], Ridge(1.0)), "all columns": (X, KNeighborsRegressor(3))}
    return rungs, y, groups, folds


def rows_of(rungs, y, groups, folds, *, train=0, test=1, spread=None):
    """Rows of a tier table; 0 and 1 are the parts of a fold, None is everything."""
    spread, rows = spread or standard_error, []
    for name, (X, model) in rungs.items():
        errors, predicted = [], np.empty(len(y))
        for fold in folds:
            known, tried = (slice(None) if part is None else fold[part] for part in (train, test))
            predicted[tried] = clone(model).fit(X[known], y[known]).predict(X[tried])
            errors.append(np.abs(predicted[tried] - y[tried]).mean())
        rho = polymorph_scores(y, predicted, groups)["rho"]
        rows.append([name, X.shape[1], True, np.mean(errors), spread(errors), rho])
    return rows


def read_rows(table):
    """Rows with a truth in place of the seconds: whether they are a time."""
    rows = [list(row.values()) if isinstance(row, dict) else list(row) for row in table]
    return [[str(r[0]), int(r[1]), 0 <= float(r[2]) < 600, *map(float, r[3:])] for r in rows]


@step(
    "4-table",
    answer="tier_table",
    title="All rungs side by side",
    look="A_ladder, what does structure buy?",
    hints=[
        "One loop over rungs.items(), and inside it one over the folds, which fills `predicted`.",
        "The errors of the folds come from `predicted` and `y`; the rank correlation wants all of `predicted` at once.",
    ],
)
def table(case):
    for n, seed in [(36, 2), (48, 5)]:
        given = rungs_of(n, seed)
        case(
            f"two rungs, {n} crystals",
            args=given,
            pick=read_rows,
            expected=rows_of(*given),
            atol=6e-4,
            wrong={
                "fitted on everything": rows_of(*given, train=None),
                "error of the training part": rows_of(*given, test=0),
                "n for n - 1": rows_of(*given, spread=lambda e: np.std(e) / len(e) ** 0.5),
                "scatter for standard error": rows_of(*given, spread=lambda e: np.std(e, ddof=1)),
            },
        )


written("4-words", title="A failure mode in your words")
written("4-choice", title="A rung for each task, in your words")
