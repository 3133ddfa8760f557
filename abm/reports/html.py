"""A report as one HTML file: no request leaves it, and it reads on a page and on a screen in the hand."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from importlib import resources

from abm.reports.document import (
    LINK,
    Block,
    Bullets,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Section,
    Sources,
    Table,
)

LONG = 14
"""Number of rows beyond which a table is folded away until it is opened."""

Pictures = Mapping[str, tuple[bytes, bytes]]
"""The SVG of each figure by its name: wide, and narrow."""


def page(document: Document, pictures: Pictures) -> str:
    """Return the report as HTML, with its figures inside.

    Args:
        document: the report.
        pictures: the SVG of every figure in it.
    """
    style = resources.files("abm.reports").joinpath("page.css").read_text(encoding="utf-8")
    contents = "\n".join(
        f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>' for section in document.sections
    )
    body = "\n".join(_section(section, pictures) for section in document.sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{escape(document.title)}</title>
<style>
{style}</style>
</head>
<body>
<header>
<p class="kind">{escape(document.kind)}</p>
<h1>{escape(document.title)}</h1>
<p class="subtitle">{_inline(document.subtitle)}</p>
</header>
<nav aria-label="Contents"><details open><summary>Contents</summary><ol>
{contents}
</ol></details></nav>
<main>
{body}
</main>
</body>
</html>
"""


def _section(section: Section, pictures: Pictures) -> str:
    blocks = "\n".join(_block(block, pictures) for block in section.blocks)
    return f'<section id="{section.anchor}">\n<h2>{escape(section.title)}</h2>\n{blocks}\n</section>'


def _block(block: Block, pictures: Pictures) -> str:
    match block:
        case Paragraph(text, weight):
            kind = "" if weight == "plain" else f' class="{weight}"'
            return f"<p{kind}>{_inline(text)}</p>"
        case Heading(text):
            return f"<h3>{escape(text)}</h3>"
        case Bullets(items):
            return "<ul>\n" + "\n".join(f"<li>{_inline(item)}</li>" for item in items) + "\n</ul>"
        case Sources(items):
            lines = (f'<li><a href="{escape(item.link)}">{escape(item.text)}</a></li>' for item in items)
            return '<ul class="sources">\n' + "\n".join(lines) + "\n</ul>"
        case Table():
            return _table(block)
        case Drawing():
            return _figure(block, *pictures[block.name])


def _table(table: Table) -> str:
    kinds = ["number" if place in table.numeric else "text" for place in range(len(table.columns))]
    head = "".join(
        f'<th scope="col" class="{kind}">{escape(name)}</th>'
        for kind, name in zip(kinds, table.columns, strict=True)
    )
    lines = []
    for row in table.rows:
        first = f'<th scope="row">{_inline(row[0])}</th>'
        rest = "".join(
            f'<td class="{kind}">{_inline(text)}</td>' for kind, text in zip(kinds[1:], row[1:], strict=True)
        )
        lines.append(f"<tr>{first}{rest}</tr>")
    body = "\n".join(lines)
    caption = _inline(table.caption)
    start = '<table class="broad">' if len(table.columns) > 3 else "<table>"
    if table.shown or len(table.rows) <= LONG:
        return (
            f'<div class="table" tabindex="0" role="region">{start}<caption>{caption}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
        )
    return (
        f"<details><summary>{caption} <small>{len(table.rows)} rows</small></summary>\n"
        f'<div class="table" tabindex="0" role="region">{start}\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div></details>"
    )


def _figure(drawing: Drawing, wide: bytes, narrow: bytes) -> str:
    source = f'<source media="(max-width: 640px)" srcset="{_inlined(narrow)}">'
    image = f'<img src="{_inlined(wide)}" alt="{escape(drawing.says)}">'
    return f'<figure id="figure-{drawing.name}"><picture>{source}{image}</picture></figure>'


def _inlined(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def _inline(text: str) -> str:
    """Return plain text as HTML, with its code and its links."""
    return re.sub(f"`([^`]+)`|{LINK}", _marked, escape(text, quote=False))


def _marked(found: re.Match[str]) -> str:
    """Return a link, or code that may break after a point, a stroke or a slash."""
    if found[2]:
        return f'<a href="{found[3]}">{found[2]}</a>'
    return "<code>" + re.sub(r"([._/])(?=\w)", r"\1<wbr>", found[1]) + "</code>"
