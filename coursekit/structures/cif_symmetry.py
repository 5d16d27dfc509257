"""The ways in which a block's symmetry can be understood: one, if it is said; none, if it cannot be."""

from typing import NamedTuple

from coursekit.structures import settings

LISTED = (
    "_space_group_symop_magn_operation_xyz",
    "_space_group_symop_operation_xyz",
    "_symmetry_equiv_pos_as_xyz",
    "_symmetry_equiv_pos_site_as_xyz",
)
_CENTERING = "_space_group_symop_magn_centering_xyz"
_HALL = ("_space_group_name_hall", "_symmetry_space_group_name_hall")
_NAMES = (
    "_space_group_name_h-m_alt",
    "_symmetry_space_group_name_h-m",
    "_space_group_name_h-m_full",
    "_symmetry_space_group_name_h-m_full",
    "_space_group_name_h-m_ref",
)
_NUMBER = ("_space_group_it_number", "_symmetry_int_tables_number")
_CODE = ("_space_group_it_coordinate_system_code", "_symmetry_int_tables_coordinate_system_code")
_MAGNETIC = ("_space_group_magn_number_bns", "_space_group_magn_name_bns")
_WAVES = ("_cell_modulation_dimension", "_space_group_ssg_name", "_space_group_magn_ssg_name")


class Reading(NamedTuple):
    """One way to understand the symmetry of a block, and where it is said."""

    operations: settings.Operations
    said: str
    tag: str = ""
    text: str = ""
    line: int | None = None
    listed: bool = False
    stated: bool = True


class Statement(NamedTuple):
    """Settings that one tag allows; `exact` if it says origin and axes."""

    tag: str
    text: str
    line: int
    settings: list
    exact: bool = False


def readings(block, lattice):
    """Every way to read the symmetry that a block states."""
    tag, word = block.first(*_WAVES)
    if word and word.text != "0":
        raise block.refuse(f"{tag} {word.text}: a modulated crystal has no unit cell", word.line)
    said = _statements(block)
    listed = _listed(block, lattice)
    if listed is None:
        return _by_setting(block, lattice, said)
    return [listed, *_contradicting(listed, said, lattice)]


def _statements(block):
    tag, word = block.first(*_CODE)
    code = word.text if word else ""
    found = []
    for tags, look_up in (
        (_HALL, lambda text: (settings.settings_of_hall(text), True)),
        (_NAMES, lambda text: settings.settings_of_name(text, code)),
        (_NUMBER, lambda text: (settings.settings_of_number(text), False)),
    ):
        tag, word = block.first(*tags)
        if word:
            found.append(Statement(tag, word.text, word.line, *look_up(word.text)))
    return found


def _listed(block, lattice):
    tag = next((tag for tag in LISTED if tag in block.tags), None)
    words = [word for word in block.tags.get(tag, ()) if word.given]
    if not words:
        return None
    centerings = tuple(word.text for word in block.tags.get(_CENTERING, ()) if word.given)
    try:
        operations = settings.parse_operations(tuple(word.text for word in words), centerings)
    except ValueError as error:
        raise block.refuse(f"{tag}: {error}", words[0].line) from None
    if operations is None:
        raise block.refuse(
            f"{tag} lists {len(words)} operations, and products of them are missing; list all of "
            "the group, centring translations too",
            words[0].line,
        )
    _require_fit(block, operations, lattice, f"{tag} ({len(operations)} operations)", words[0].line)
    said = f"the list of {len(operations)} operations"
    return Reading(operations, said, tag, f"{len(words)} operations", words[0].line, listed=True)


def _require_fit(block, operations, lattice, name, line):
    if not operations.fits(lattice):
        lengths = ", ".join(f"{x:g}" for x in lattice.abc)
        angles = ", ".join(f"{x:g}" for x in lattice.angles)
        raise block.refuse(
            f"{name} does not fit the cell of {lengths} Å and {angles}°; correct the setting "
            "(axes, unique axis) or the cell",
            line,
        )


def _by_setting(block, lattice, said):
    if not said:
        tag, word = block.first(*_MAGNETIC)
        if word and word.text not in ("1.1", "P 1", "P1"):
            raise block.refuse(f"{tag} {word.text}, and no operations; list them", word.line)
        return [Reading(settings.operations_of(1), "no symmetry", stated=False)]
    options = _agreed(block, said)
    fitting = settings.fitting(options, lattice)
    if not fitting:
        first = said[0]
        _require_fit(
            block,
            settings.operations_of(options[0].hall_number),
            lattice,
            f"{first.tag} {first.text!r}",
            first.line,
        )
    named = [s for s in said if s.tag in _NAMES]
    if len(fitting) > 1 and named and not named[0].exact:
        # P 2/m, 90 degrees all round: a short symbol means the unique axis b
        standard = [row for row in fitting if row.number < 16 and "b" in row.choice]
        fitting = standard or [row for row in fitting if not row.choice] or fitting
    return [_reading(row, said[-1] if not named else named[0]) for row in fitting]


def _agreed(block, said):
    """Settings that all statements allow."""
    for one in said:
        if not one.settings:
            raise block.refuse(
                f"no symmetry operations follow from {one.tag} {one.text!r}; write a symbol of the "
                "International Tables, or list the operations (_space_group_symop_operation_xyz)",
                one.line,
            )
    first = said[0]
    options = first.settings
    for other in said[1:]:
        options = [row for row in options if row in other.settings]
        if not options:
            raise block.refuse(
                f"{other.tag} {other.text!r} contradicts {first.tag} {first.text!r} (line "
                f"{first.line}): the one allows {_names(other.settings)}, the other "
                f"{_names(first.settings)}; correct one",
                other.line,
            )
    return options


def _names(rows):
    shown = ", ".join(dict.fromkeys(f"{row.symbol} ({row.number})" for row in rows[:3]))
    return shown + (", ..." if len(rows) > 3 else "")


def _reading(row, statement):
    operations = settings.operations_of(row.hall_number)
    return Reading(operations, str(row), statement.tag, statement.text, statement.line)


def _contradicting(listed, said, lattice):
    """Readings of statements that speak against the listed operations."""
    found = []
    for one in said:
        if not one.settings:
            continue  # a name of no table beside a list that says all
        same_group = settings.number_of(listed.operations) in {row.number for row in one.settings}
        keys = listed.operations.keys
        equal = any(settings.operations_of(r.hall_number).keys == keys for r in one.settings)
        if equal or (same_group and not one.exact):
            continue
        fitting = settings.fitting(one.settings, lattice) or one.settings
        found += [_reading(row, one) for row in fitting]
    return found
