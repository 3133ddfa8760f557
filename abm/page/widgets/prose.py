"""Sentences and headings; Solara's own Markdown would ask for a library of formulas that is not shipped."""

from __future__ import annotations

import html
import re

import solara


@solara.component
def Prose(text: str, tag: str = "p") -> None:
    """Draw a paragraph, or another element; what stands between two stars is bold.

    Args:
        text: the words, as text and not as HTML.
        tag: name of the element.
    """
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text))
    solara.HTML(tag=tag, unsafe_innerHTML=bold, classes=["prose"])
