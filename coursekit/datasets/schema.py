"""What a record of the teaching set holds: every field with its type, its range and its meaning."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coursekit.errors import DatasetError

Vector = Annotated[list[float], Field(min_length=3, max_length=3)]
Number = Annotated[int, Field(ge=1)]
Fold = Annotated[int, Field(ge=0, le=4)]
GroupNumber = Annotated[int, Field(ge=1, le=230)]
KINDS = (
    "insulator",
    "semimetal",
    "metal",
    "sp metal",
    "magnetic metal",
    "magnetic compound",
    "magnetic alloy",
)


def _field(meaning, **limits):
    return Field(description=meaning, **limits)


class Splits(BaseModel):
    """Where a crystal stands in the predefined divisions; all follow from hashes of names."""

    model_config = ConfigDict(extra="forbid", strict=True)

    random: Fold = _field("random folds, 0 to 4")
    formula: Fold = _field("folds that keep polymorphs together, 0 to 4")
    family: Fold = _field("folds that keep chemical families together, 0 to 4")
    learning_curve: int = _field("0 is the curve's test set; rung k trains on 1 to k", ge=0, le=6)


class HeldOutRecord(BaseModel):
    """A crystal and how it was calculated, without what the calculation found."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    id: str = _field("formula and the prototype it started from", min_length=1)
    formula: str = _field("reduced formula: the polymorph group", min_length=1)
    family: str = _field("chemical family of the recipe", min_length=1)
    kind: Literal[KINDS] = _field("kind of material; decides the k grid and whether spins are free")
    prototype_start: str = _field("prototype it was built from")
    prototype: str = _field("after relaxation; `distorted` if it is none of the table")
    space_group_start: GroupNumber = _field("number before relaxation")
    space_group: GroupNumber = _field("number after it; symmetry tolerance 0.02 Å")
    n_atoms: Number = _field("in the primitive cell")
    lattice: Annotated[list[Vector], Field(min_length=3, max_length=3)] = _field("rows, Å")
    species: list[str] = _field("element of every site", min_length=1)
    coords: list[Vector] = _field("fractional")
    madelung_energy_per_atom: float | None = _field(
        "eV per atom, point charges; a model property; null where formal charges mean nothing"
    )
    madelung_weakest_site: float | None = _field(
        "eV, the least bound ion of the same model: a maximum over sites, no mean"
    )
    relaxation_steps: int = _field("of CHGNet's relaxation", ge=0)
    relaxation_fmax: float = _field("eV/Å, largest residual", ge=0)
    volume_ratio: float = _field("relaxed over started volume", gt=0)
    cation_sites: list[str] | None = _field(
        "of AB2X4: every site's surroundings, `tetrahedral`, `octahedral`, `5 anions`, ..., `anion`",
        default=None,
    )
    k_points: Number = _field("irreducible ones of the PBE run")
    smearing: float = _field("eV, Fermi-Dirac width", gt=0)
    spin_polarised: bool = _field("magnetic: two spin channels")
    magnetic_moment: float = _field("Bohr magnetons per cell; 0 without spin")
    magnetic_order: str | None = _field(
        "`antiferromagnetic` where that start ended lower than the parallel one", default=None
    )
    scf_iterations: Number = _field("until converged")
    cpu_s: float = _field("s, of the PBE run", gt=0)
    date: str = _field("of the PBE run")

    @model_validator(mode="after")
    def _consistent(self):
        counts = {self.n_atoms, len(self.species), len(self.coords)}
        counts |= {len(self.cation_sites)} if self.cation_sites else set()
        if len(counts) > 1:
            raise ValueError("n_atoms, species and coords must have the same length")
        date.fromisoformat(self.date)
        return self


class Record(HeldOutRecord):
    """A labelled crystal of the teaching set."""

    formation_energy_per_atom: float = _field("**the target**: eV per atom, PBE", ge=-10, le=10)
    energy_above_group: float = _field("eV per atom above the lowest of its formula here", ge=0)
    formation_energy_per_atom_chgnet: float = _field("eV per atom, from CHGNet", ge=-10, le=10)
    energy_per_atom_pbe: float = _field("eV per atom, total energy")
    energy_per_atom_chgnet: float = _field("eV per atom, total energy")
    splits: Splits = _field("place in the predefined divisions, see below")
    band_gap: float | None = _field(
        "eV, PBE, smallest at the points of an even mesh; 0 for a metal; missing where not calculated",
        ge=0,
        default=None,
    )
    band_gap_direct: float | None = _field(
        "eV, smallest between states of one k point", ge=0, default=None
    )
    gap_is_direct: bool | None = _field("null for a metal", default=None)
    gap_of_channels: list[float] | None = _field(
        "eV, of each spin channel; spin-polarised only", default=None
    )
    site_moments: list[float] | None = _field(
        "Bohr magnetons inside each atom's sphere; spin-polarised only", default=None
    )


def check_rows(rows, model, source):
    """Make sure that every record has every field, of the right type and in its range."""
    for number, row in enumerate(rows, 1):
        try:
            model.model_validate(row)
        except ValidationError as error:
            raise DatasetError(_message(source, number, row, error.errors()[0])) from error


def describe_fields(model=Record):
    """Meaning of every field."""
    return {name: field.description for name, field in model.model_fields.items()}


def _message(source, number, row, problem):
    name = f" ({row['id']})" if isinstance(row, dict) and row.get("id") else ""
    place = ".".join(map(str, problem["loc"]))
    said = problem["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    held = f", it holds {problem['input']!r:.40}" if place and problem["type"] != "missing" else ""
    field = f"`{place}`: " if place else ""
    return (
        f"{source}: record {number}{name}: {field}{said}{held}; "
        "take the file of the course's own release again"
    )
