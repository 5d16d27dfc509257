"""The ladder's rungs as pipelines that take structures, so that they can be audited."""

from sklearn.pipeline import make_pipeline, make_union

from coursekit.audits.claims import Promises
from coursekit.pipelines import RUNGS
from coursekit.pipelines.rungs import FEATURIZERS


def rung_pipeline(name, seed=0):
    """One rung of the ladder as an estimator that takes structures; the seed is its model's."""
    if name not in RUNGS:
        raise ValueError(f"`name` is {name!r}; the rungs are {', '.join(RUNGS)}")
    rung = RUNGS[name]
    model = rung.model(seed)
    parts = [FEATURIZERS[block]() for block in rung.blocks if FEATURIZERS[block]]
    if not parts:
        return model
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]
    return make_pipeline(parts[0] if len(parts) == 1 else make_union(*parts), *steps)


def rung_promises(name):
    """What a rung promises, where that does not follow from its steps: the trivial ones see nothing."""
    if RUNGS[name].tier:
        return None
    return Promises(structural=False, unique=False, species_aware=None, continuous=None)
