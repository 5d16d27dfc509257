"""Cases of G_wrap_up that are tried at grading: inputs, and numbers of wrong turns."""

from coursekit.checks.declare import hidden


@hidden("G-gain")
def gain(case):
    for hidden_name, hidden_errors in {
        "perovskites": (0.4065, 0.0269),
        "shear": (0.0996, 0.067),
        "equal": (0.3, 0.3),
    }.items():
        case(
            hidden_name,
            args=hidden_errors,
            unit="%",
            rtol=1e-6,
            atol=1e-9,
            wrong=lambda: {
                "relative to the smaller": 100 * (hidden_errors[0] / hidden_errors[1] - 1)
            },
        )


@hidden("G-climb")
def climb(case):
    for hidden_polymorphs in (False, True):
        for hidden_sites in (False, True):
            for hidden_n in (300, 99_999, 100_000):
                case(
                    f"{hidden_polymorphs}, {hidden_sites}, {hidden_n}",
                    args=(hidden_polymorphs, hidden_sites, hidden_n),
                )


@hidden("G-open")
def still_open(case):
    hidden_checks = [
        "images",
        "parser",
        "cutoff",
        "invariances",
        "pooling",
        "aliasing",
        "range",
        "baseline",
    ]
    hidden_report = {
        "baseline": "passed",
        "aliasing": "failed",
        "images": "not applicable",
        "pooling": "passed",
        "extra": "failed",
    }
    case("eight checks", args=(hidden_checks, hidden_report))
    case("nothing was run", args=(hidden_checks, {}))
    case("nothing to check", args=([], hidden_report))
