"""A report as Markdown, with its figures beside it."""

from __future__ import annotations

import re

from abm.reports.document import LINK, Block, Bullets, Document, Drawing, Heading, Paragraph, Sources, Table


def text_of(document: Document, folder: str) -> str:
    """Return the report as Markdown.

    Args:
        document: the report.
        folder: where the figures lie, as seen from the file.
    """
    parts = [f"# {_plain(document.title)}", _plain(document.subtitle)]
    parts.append(
        "\n".join(f"- [{_plain(section.title)}](#{_slug(section.title)})" for section in document.sections)
    )
    for section in document.sections:
        parts.append(f"## {_plain(section.title)}")
        parts += [_block(block, folder) for block in section.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, folder: str) -> str:
    match block:
        case Paragraph(text, _):
            return _plain(text)
        case Heading(text):
            return f"### {_plain(text)}"
        case Bullets(items):
            return "\n".join(f"- {_plain(item)}" for item in items)
        case Sources(items):
            return "\n".join(f"- [{_plain(item.text)}]({item.link})" for item in items)
        case Drawing(name, says, _):
            return f"![{_plain(says)}]({folder}/{name}.svg)"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    head = "| " + " | ".join(map(_cell, table.columns)) + " |"
    marks = [" ---: |" if place in table.numeric else " --- |" for place in range(len(table.columns))]
    rows = ["| " + " | ".join(map(_cell, row)) + " |" for row in table.rows]
    return "\n".join([f"**{_plain(table.caption)}**", "", head, "|" + "".join(marks), *rows])


def _cell(text: str) -> str:
    return _plain(text).replace("|", r"\|").replace("\n", " ")


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup; code stays code, and links stay links."""
    found, start = [], 0
    for marked in re.finditer(f"`([^`]+)`|{LINK}", text):
        found += [_escaped(text[start : marked.start()]), _marked(marked)]
        start = marked.end()
    return "".join([*found, _escaped(text[start:])])


def _marked(found: re.Match[str]) -> str:
    if not found[2]:
        return found[0]
    target = (
        found[3] if found[3].startswith("https://") else re.sub(r"\breport\.html\b", "report.md", found[3])
    )
    return f"[{_escaped(found[2])}]({target})"


def _escaped(text: str) -> str:
    return re.sub(r"([*\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def _slug(title: str) -> str:
    """Return the anchor that GitHub and others give to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
