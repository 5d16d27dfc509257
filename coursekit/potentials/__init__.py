"""Universal potentials: run if they are installed, answered from a recording if not."""

from coursekit.potentials.calculator import UniversalPotential, universal
from coursekit.potentials.frozen import frozen_features
from coursekit.potentials.recording import Recording

__all__ = ["Recording", "UniversalPotential", "frozen_features", "universal"]
