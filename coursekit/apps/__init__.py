"""Pictures to play with in a notebook: sliders and menus above one live figure.

Each app shows one idea, needs no instructions, works offline, and has a still picture (`static`)
and a text (`text`) beside it. Nothing is imported until it is used.
"""

from importlib import import_module

_WHERE = {
    "AngleHistogram": "angles",
    "App": "base",
    "CutoffScan": "cutoff_scan",
    "DecisionTree": "decision",
    "EnvironmentMap": "environment_map",
    "MessageReach": "message_reach",
    "NeighborExplorer": "explorer",
    "PeriodicImages": "images",
    "PolymorphMap": "polymorphs",
    "PoolingPicture": "pooling_picture",
    "QuestionStack": "question_stack",
    "RadialPicture": "radial",
    "SoapSteps": "soap_steps",
    "TiledCell": "tiling",
    "VoronoiCell": "voronoi",
    "predict": "prediction",
    "view_crystal": "crystal",
}

__all__ = [
    "AngleHistogram",
    "App",
    "CutoffScan",
    "DecisionTree",
    "EnvironmentMap",
    "MessageReach",
    "NeighborExplorer",
    "PeriodicImages",
    "PolymorphMap",
    "PoolingPicture",
    "QuestionStack",
    "RadialPicture",
    "SoapSteps",
    "TiledCell",
    "VoronoiCell",
    "predict",
    "view_crystal",
]


def __getattr__(name):
    if name in _WHERE:
        return getattr(import_module(f"coursekit.apps.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'coursekit.apps' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
