"""Answers to the steps of lecture D1: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "D1-angles": [
        """
def angular_sum(vectors, zeta, lambda_):
    total = 0.0
    for j in range(len(vectors)):
        for k in range(j):
            a, b = np.array(vectors[j]), np.array(vectors[k])
            cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
            total += 2 * ((1 + lambda_ * cosine) / 2) ** zeta
    return total
""",
        """
def angular_sum(vectors, zeta, lambda_):
    from itertools import combinations
    cosines = [np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b))
               for a, b in combinations(np.asarray(vectors), 2)]
    return float(sum(2.0 ** (1 - zeta) * (1 + lambda_ * c) ** zeta for c in cosines))
""",
        """
def angular_sum(vectors, zeta, lambda_):
    u = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    factor = stack.angular_factor(np.clip(u @ u.T, -1, 1), zeta=zeta, lambda_=lambda_)
    return (factor.sum() - np.trace(factor)) / 2
""",
    ],
    "D1-q1": ["answer_1 = 'C'\n"],
    "D1-radial": [
        """
def radial(distances, eta, r_shift, r_cut):
    total = 0.0
    for r in distances:
        if r < r_cut:
            total += np.exp(-eta * (r - r_shift) ** 2) * (1 + np.cos(np.pi * r / r_cut)) / 2
    return total
""",
        """
def radial(distances, eta, r_shift, r_cut):
    vectors = np.outer(distances, [0.0, 0.0, 1.0])
    return stack.g2(vectors, eta=eta, r_shift=r_shift, r_cut=r_cut)
""",
    ],
    "D1-q2": ["tells_apart = 'C'\n"],
}

# step -> (answer, misconception, words in the message)
WRONG = {
    "D1-angles": [
        (
            """
def angular_sum(vectors, zeta, lambda_):
    u = np.array(vectors) / np.linalg.norm(vectors, axis=1, keepdims=True)
    values = 2.0 ** (1 - zeta) * (1 + lambda_ * (u @ u.T)) ** zeta
    return values.sum() - np.trace(values)
""",
            "each pair twice",
            "as j, k and as k, j",
        ),
        (
            """
def angular_sum(vectors, zeta, lambda_):
    u = np.array(vectors) / np.linalg.norm(vectors, axis=1, keepdims=True)
    return (2.0 ** (1 - zeta) * (1 + lambda_ * (u @ u.T)) ** zeta).sum()
""",
            "same neighbour counted",
            "",
        ),
        (
            """
def angular_sum(vectors, zeta, lambda_):
    u = np.array(vectors) / np.linalg.norm(vectors, axis=1, keepdims=True)
    i, j = np.triu_indices(len(u), 1)
    return ((1 + lambda_ * (u @ u.T)[i, j]) ** zeta).sum()
""",
            "prefactor left out",
            "The factor in front is missing.",
        ),
        (
            """
def angular_sum(vectors, zeta, lambda_):
    u = np.array(vectors) / np.linalg.norm(vectors, axis=1, keepdims=True)
    i, j = np.triu_indices(len(u), 1)
    return (2.0 ** (1 - zeta) * (1 + (u @ u.T)[i, j]) ** zeta).sum()
""",
            "lambda ignored",
            "that of λ = +1",
        ),
        (
            """
def angular_sum(vectors, zeta, lambda_):
    i, j = np.triu_indices(len(vectors), 1)
    dots = (np.array(vectors) @ np.array(vectors).T)[i, j]
    return (2.0 ** (1 - zeta) * (1 + lambda_ * dots) ** zeta).sum()
""",
            "not unit vectors",
            "",
        ),
    ],
    "D1-q1": [
        ("answer_1 = 'a'\n", "", "peaks at 0°"),
        ("answer_1 = 'b'\n", "", "never its place"),
        ("answer_1 = 'd'\n", "", "whatever their angles"),
    ],
    "D1-radial": [
        (
            """
def radial(distances, eta, r_shift, r_cut):
    r = np.array(distances)
    return np.exp(-eta * (r - r_shift) ** 2).sum()
""",
            "cutoff left out",
            "multiplies every term",
        ),
        (
            """
def radial(distances, eta, r_shift, r_cut):
    r = np.array(distances)
    return (np.exp(-eta * (r - r_shift) ** 2) * (np.cos(np.pi * r / r_cut) + 1) / 2).sum()
""",
            "cosine beyond the cutoff",
            "rises again",
        ),
        (
            """
def radial(distances, eta, r_shift, r_cut):
    r = np.array(distances)
    fade = np.where(r < r_cut, (np.cos(np.pi * r / r_cut) + 1) / 2, 0)
    return (np.exp(-((r - r_shift) ** 2) / (2 / eta)) * fade).sum()
""",
            "eta as a width",
            "",
        ),
    ],
    "D1-q2": [
        ("tells_apart = 'a'\n", "", "distances alone"),
        ("tells_apart = 'b'\n", "", "zero in both"),
        ("tells_apart = 'd'\n", "", "four neighbours"),
    ],
}
