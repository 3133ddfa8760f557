"""A report as a value: sections of paragraphs, tables and figures, for whatever writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINK = r"\[([^\[\]]+)\]\(((?:https://)?[\w./#-]+)\)"
"""A link in a text: its words and its target."""


@final
@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; `weight` is "plain", "lead" or "note".

    What stands between backticks is code, and [words](target) are a link, in tables and lists too. A target is a path
    as seen from the report, or an address that begins with https://; a report.html is the report.md beside it in
    Markdown.
    """

    text: str
    weight: str = "plain"


@final
@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the names of its columns with units, and rows of text.

    Attributes:
        caption: what the rows are.
        columns: names of the columns; those in `numeric` stand at the right.
        rows: as many texts each as there are columns.
        numeric: places of the columns of numbers.
        shown: whether it is never folded away, however long.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    shown: bool = False


@final
@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: the name of its files, what it shows in words, and what draws it in a width (inches)."""

    name: str
    says: str
    draw: Callable[[float], Figure]


@final
@dataclass(frozen=True, slots=True)
class Source:
    """A citation and where it is found."""

    text: str
    link: str


@final
@dataclass(frozen=True, slots=True)
class Sources:
    """Citations."""

    items: tuple[Source, ...]


@final
@dataclass(frozen=True, slots=True)
class Heading:
    """A title within a section."""

    text: str


Block = Paragraph | Bullets | Table | Drawing | Sources | Heading


@final
@dataclass(frozen=True)
class Section:
    """A section: its title, its anchor and what is in it."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]


@final
@dataclass(frozen=True)
class Document:
    """A report: title, the line below it, its sections, and the line above the title that says what it is."""

    title: str
    subtitle: str
    sections: tuple[Section, ...] = field(default_factory=tuple)
    kind: str = "Report of a study"

    def drawings(self) -> Sequence[Drawing]:
        """Return the figures in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Drawing)]
