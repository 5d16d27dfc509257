"""The words of a CIF with their lines: blocks, tags in any case and either spelling, rows."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from coursekit.errors import DatasetError

_TOKEN = re.compile(
    r"""\s*(?:(?P<comment>\#.*)
      | '(?P<single>.*?)'(?=\s|$)
      | "(?P<double>.*?)"(?=\s|$)
      | (?P<word>\S+))""",
    re.VERBOSE,
)


class Word(NamedTuple):
    """A value with the line it stands in; `?` and `.` without quotes are no value."""

    text: str
    line: int
    quoted: bool = False

    @property
    def given(self):
        """Whether there is a value."""
        return bool(self.text.strip()) and (self.quoted or self.text not in ("?", "."))


@dataclass
class Block:
    """One `data_` block: {tag: its words}; tags in small letters, with `_` where a dot may stand."""

    name: str
    tags: dict = field(default_factory=dict)
    spelled: dict = field(default_factory=dict)

    def refuse(self, reason, line=None):
        """Error that names block and line."""
        where = "" if line is None else f", line {line}"
        reason = re.sub(r"_[\w\-\[\]]+", lambda m: self.spelled.get(m[0], m[0]), reason)
        return DatasetError(f"block data_{self.name}{where}: {reason}")

    def add(self, tag, words, line):
        """Keep the words of a tag; a second value of one tag is refused."""
        written, tag = tag, tag.lower().replace(".", "_")
        self.spelled[tag] = written
        before = self.tags.get(tag)
        if before is not None and [w.text for w in before] != [w.text for w in words]:
            raise self.refuse(f"{tag} stands here a second time with another value; keep one", line)
        self.tags[tag] = words

    def first(self, *tags):
        """(tag, word) of the first of these that has a value, or (None, None)."""
        for tag in tags:
            for word in self.tags.get(tag, ())[:1]:
                if word.given:
                    return tag, word
        return None, None

    def column(self, *tags):
        """Words of the first of these tags that is there, else None."""
        return next((self.tags[tag] for tag in tags if tag in self.tags), None)

    def number(self, word, tag):
        """Value of a word such as 0.227(3)."""
        try:
            return float(re.sub(r"\(\d*\)?$", "", word.text))
        except ValueError:
            raise self.refuse(
                f"{tag} is {word.text!r}; a number is needed, such as 0.25 or 0.250(3)", word.line
            ) from None


def read_blocks(text):
    """Blocks of a CIF."""
    blocks, words = [], list(_words(text))
    place = 0
    while place < len(words):
        word = words[place]
        key = "" if word.quoted else word.text.lower()
        if key.startswith("data_"):
            blocks.append(Block(word.text[5:]))
            place += 1
        elif key == "global_":
            blocks.append(Block("global"))
            place += 1
        elif key.startswith("save_"):
            place += 1
        elif not blocks:
            raise DatasetError(
                f"line {word.line}: {word.text!r:.40} stands before any `data_`; a CIF begins with "
                "`data_` and a name"
            )
        elif key == "loop_":
            place = _read_loop(blocks[-1], words, place + 1)
        elif key.startswith("_"):
            place = _read_pair(blocks[-1], words, place)
        else:
            raise blocks[-1].refuse(
                f"{word.text!r:.40} has no tag; put quotes around a value with blanks", word.line
            )
    return blocks


def _words(text):
    lines = text.removeprefix("\ufeff").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith(";"):
            end = next((i for i in range(number + 1, len(lines)) if lines[i][:1] == ";"), None)
            if end is None:
                raise DatasetError(
                    f"line {number + 1}: the text that begins with `;` has no end; close it with a "
                    "`;` at the beginning of a line"
                )
            yield Word("\n".join([line[1:], *lines[number + 1 : end]]), number + 1, True)
            number, line = end, lines[end][1:]
        for found in _TOKEN.finditer(line):
            kind = found.lastgroup
            if kind == "word" and found["word"][0] in "'\"":
                raise DatasetError(f"line {number + 1}: the quotation {found['word']!r} has no end")
            if kind in ("single", "double", "word"):
                yield Word(found[kind], number + 1, kind != "word")
        number += 1


def _is_value(word):
    key = word.text.lower()
    reserved = key.startswith(("_", "data_", "save_")) or key in ("loop_", "global_", "stop_")
    return word.quoted or not reserved


def _read_pair(block, words, place):
    tag = words[place]
    if place + 1 == len(words) or not _is_value(words[place + 1]):
        raise block.refuse(f"{tag.text} has no value; write ? if it is not known", tag.line)
    block.add(tag.text, [words[place + 1]], tag.line)
    return place + 2


def _read_loop(block, words, place):
    start = place
    while place < len(words) and not words[place].quoted and words[place].text.startswith("_"):
        place += 1
    tags = words[start:place]
    values = place
    while place < len(words) and _is_value(words[place]):
        place += 1
    cells, n = words[values:place], len(tags)
    if not tags:
        raise block.refuse("`loop_` without tags", words[start - 1].line)
    if len(tags) <= 2 and "_xyz" in tags[-1].text.lower():
        cells = _whole_operations(cells, n)
    if len(cells) % n:
        raise block.refuse(_odd_row(tags, cells), _odd_line(cells, n))
    for i, tag in enumerate(tags):
        block.add(tag.text, cells[i::n], tag.line)
    return place


def _whole_operations(cells, n):
    """Symmetry operations written with blanks and without quotes, put together again."""
    if all(cell.quoted or cell.text.count(",") >= 2 for cell in cells[n - 1 :: n]):
        return cells
    text = " ".join(cell.text for cell in cells)
    found = re.findall(r"(?:(\d+)\s+)?([^,]+?,[^,]+?,\s*[^\s,]+)", text)
    return [Word(part, cells[0].line) for row in found for part in row[2 - n :]]


def _odd_line(cells, n):
    """First line whose number of words is not that of a row, where a row has a line of its own."""
    counts = {}
    for cell in cells:
        counts[cell.line] = counts.get(cell.line, 0) + 1
    return next((line for line, count in counts.items() if count % n), cells[-1].line)


def _odd_row(tags, cells):
    line, n = _odd_line(cells, len(tags)), len(tags)
    count = sum(cell.line == line for cell in cells)
    return (
        f"the row has {count} values, its loop ({tags[0].text}, ...) {n} tags; write ? for a value "
        "that is not known, and quotes around one with blanks"
    )
