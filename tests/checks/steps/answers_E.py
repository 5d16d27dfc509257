"""Answers to the steps of lecture E: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "E-kinds": [
        """
def mean_from_kinds(vectors, multiplicities):
    return np.average(vectors, axis=0, weights=multiplicities)
""",
        """
def mean_from_kinds(vectors, multiplicities):
    everything = np.repeat(np.array(vectors), multiplicities, axis=0)
    return everything.mean(axis=0)
""",
        """
def mean_from_kinds(vectors, multiplicities):
    total = [0.0] * len(vectors[0])
    for vector, number in zip(vectors, multiplicities):
        total = [t + number * v for t, v in zip(total, vector)]
    return [t / sum(multiplicities) for t in total]
""",
    ],
    "E-histogram": [
        """
def histogram(values, edges):
    counts = [0] * (len(edges) - 1)
    for value in values:
        place = 0
        while place < len(counts) - 1 and value >= edges[place + 1]:
            place += 1
        counts[place] += 1
    return [count / len(values) for count in counts]
""",
        """
def histogram(values, edges):
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return np.bincount(place, minlength=len(edges) - 1) / len(values)
""",
        """
def histogram(values, edges):
    inside = pd.Series(np.clip(values, edges[0], edges[-1]))
    bins = pd.cut(inside, [*edges[:-1], np.inf], right=False)
    return bins.value_counts(sort=False).to_numpy() / len(values)
""",
    ],
    "E-species": [
        """
def species_mean(values, species, element):
    own = [row for row, symbol in zip(values, species) if symbol == element]
    if not own:
        return [0.0] * len(values[0])
    return [sum(column) / len(own) for column in zip(*own)]
""",
        """
def species_mean(values, species, element):
    mask = np.array([symbol == element for symbol in species], float)
    return mask @ np.array(values) / max(mask.sum(), 1)
""",
        """
def species_mean(values, species, element):
    table = pd.DataFrame(values)
    return table[pd.Series(species) == element].mean().fillna(0.0)
""",
    ],
    "E-q1": ["blind_rule = 'A'\n"],
    "E-q2": ["rule_2 = 'C'\n"],
    "E-q3": ["leak = ' b'\n"],
}

# step -> (answer, misconception, words in the message)
WRONG = {
    "E-kinds": [
        (
            "def mean_from_kinds(vectors, numbers):\n    return np.mean(vectors, axis=0)\n",
            "each kind once",
            "counts once",
        ),
        (
            """
def mean_from_kinds(vectors, numbers):
    return np.array(numbers) @ np.array(vectors) / len(numbers)
""",
            "divided by the kinds",
            "the number of kinds",
        ),
        (
            """
def mean_from_kinds(vectors, numbers):
    return np.array(numbers) @ np.array(vectors)
""",
            "sum for mean",
            "a sum where a mean",
        ),
    ],
    "E-histogram": [
        (
            """
def histogram(values, edges):
    return np.histogram(values, bins=edges)[0] / len(values)
""",
            "outside dropped",
            "left out",
        ),
        (
            """
def histogram(values, edges):
    counts = np.histogram(values, bins=edges)[0]
    return counts / counts.sum()
""",
            "outside not counted",
            "count nowhere",
        ),
        (
            """
def histogram(values, edges):
    return np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges, density=True)[0]
""",
            "density for fractions",
            "the width of the bins",
        ),
        (
            """
def histogram(values, edges):
    return np.histogram(values, bins=len(edges) - 1)[0] / len(values)
""",
            "edges of its own",
            "made from the values of this crystal",
        ),
        (
            """
def histogram(values, edges):
    place = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
    return np.bincount(place, minlength=len(edges) - 1) / len(values)
""",
            "upper edge in the lower bin",
            "the lower of the two bins",
        ),
        (
            """
def histogram(values, edges):
    return np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)[0]
""",
            "sum for mean",
            "a sum where a mean",
        ),
    ],
    "E-species": [
        (
            """
def species_mean(values, species, element):
    return np.array(values)[np.array(species) == element].sum(axis=0) / len(species)
""",
            "divided by all sites",
            "the number of all sites",
        ),
        (
            "def species_mean(values, species, element):\n    return np.mean(values, axis=0)\n",
            "mean over all species",
            "the mean over all sites",
        ),
        (
            """
def species_mean(values, species, element):
    return np.array(values)[np.array(species) == element].sum(axis=0)
""",
            "sum for mean",
            "a sum where a mean",
        ),
        (
            """
def species_mean(values, species, element):
    return np.array(values)[np.array(species) != element].mean(axis=0)
""",
            "the other elements",
            "all other elements",
        ),
        (
            """
def species_mean(values, species, element):
    return pd.DataFrame(values)[np.array(species) == element].mean()
""",
            "empty mean",
            "the mean of nothing",
        ),
    ],
    "E-q1": [
        ("blind_rule = 'b'\n", "", "The largest number is 6 in A"),
        ("blind_rule = 'c'\n", "", "A fills the bins of 4 and 6"),
        ("blind_rule = 'd'\n", "", "the standard deviation is 1 in A"),
    ],
    "E-q2": [
        ("rule_2 = 'a'\n", "", "everything else moves the mean"),
        ("rule_2 = 'b'\n", "", "ordinary sites"),
        ("rule_2 = 'd'\n", "", "before squaring"),
    ],
    "E-q3": [
        ("leak = 'a'\n", "", "crystals at hand"),
        ("leak = 'c'\n", "", "Only the crystal itself"),
        ("leak = 'd'\n", "", "there before the crystals"),
    ],
}
