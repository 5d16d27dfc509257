"""coursekit: describing crystals to machine-learning models, hands on.

The rooms, in the order of the lecture, each using only those before it: `structures`, `datasets`,
`neighbors`, `featurizers`, `pooling` and `kernels`, `pipelines`, `audits`, `plots`, `apps`.
Nothing is imported until it is used.
"""

import sys
from importlib import import_module

__version__ = "0.1.0"

__all__ = [
    "datasets",
    "errors",
    "featurizers",
    "neighbors",
    "pipelines",
    "pooling",
    "structures",
]


def __getattr__(name):
    if name in __all__:
        return import_module(f"coursekit.{name}")
    raise AttributeError(f"module 'coursekit' has no attribute {name!r}")


def __dir__():
    return sorted([*__all__, "__version__"])


if "ipykernel" in sys.modules:
    import_module("coursekit.notebook").prepare()
