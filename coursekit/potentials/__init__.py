"""Universal potentials: run if they are installed, answered from a recording if not."""

from coursekit.potentials.recording import Recording
from coursekit.potentials.calculator import PotentialError, UniversalPotential, universal

__all__ = ["PotentialError", "Recording", "UniversalPotential", "universal"]
