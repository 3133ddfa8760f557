"""Studies, claims and vignettes: what there is, what each asks, and the pages of those that have been run."""

from __future__ import annotations

import html

import solara

from abm.page.laboratory import Laboratory
from abm.page.reports import Offered, offered
from abm.page.widgets.prose import Prose


@solara.component
def Studies(laboratory: Laboratory) -> None:
    """Draw the list; a page that was written is shown below it."""
    shown, show = solara.use_state("")
    there = solara.use_memo(offered, [])
    for kind in dict.fromkeys(each.kind for each in there):
        Prose(kind, tag="h2")
        for each in (one for one in there if one.kind == kind):
            _Row(each, shown, show)


@solara.component
def _Row(each: Offered, shown: str, show: object) -> None:
    with solara.Row(gap="10px", style="align-items: center"):
        solara.Text(each.name, style="min-width: 190px; font-weight: 600")
        solara.Text(each.title)
        if each.page is None:
            solara.Text(f"not run yet: {each.command}", classes=["soft"])
        else:
            opened = shown == each.command
            solara.Button(
                "Close" if opened else "Open", small=True, text=True,
                on_click=lambda: show("" if opened else each.command),  # type: ignore[operator]
            )  # fmt: skip
    if shown == each.command and each.page is not None:
        content, title = html.escape(each.page.read_text(encoding="utf-8")), html.escape(each.title)
        frame = f'<iframe sandbox title="{title}" class="report" srcdoc="{content}"></iframe>'
        solara.HTML(tag="div", unsafe_innerHTML=frame)
