"""The lectures that there are."""

from pathlib import Path

LECTURES = sorted((Path(__file__).parents[2] / "solutions" / "lectures").glob("[0-9A-Z]_*.py"))
