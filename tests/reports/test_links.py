"""Links in the text of a report, as HTML and as Markdown, and tables that are not folded away."""

from __future__ import annotations

from abm.reports import markdown
from abm.reports.document import Document, Paragraph, Section, Table
from abm.reports.html import page

LINKED = Document("Links", "None", (Section("One", "one", (
    Paragraph("[C1 & more](../C1/report.html), [a site](https://a.example/report.html), `[no](link)`, [not] (one)."),
    Table("Rows", ("Claim",), tuple((f"[C{row}](../C{row}/report.html)",) for row in range(30)), shown=True),
)),))  # fmt: skip


def test_links_lead_to_pages_of_their_own_kind() -> None:
    text, html = markdown.text_of(LINKED, "report"), page(LINKED, {})
    assert "[C1 &amp; more](../C1/report.md)" in text
    assert '<a href="../C1/report.html">C1 &amp; more</a>' in html
    for written in (text, html):
        assert "https://a.example/report.html" in written
        assert "[no](link)" in written
    assert r"\[not\] (one)" in text
    assert "[not] (one)" in html
    assert "| [C29](../C29/report.md) |" in text


def test_no_link_leads_to_a_script_and_a_table_that_is_shown_is_not_folded() -> None:
    trap = Document(
        "Trap", "[a](javascript:run())", (Section("One", "one", (Paragraph("[a](javascript:x)"),)),)
    )
    assert '<a href="javascript' not in page(trap, {})
    assert "](javascript" not in markdown.text_of(trap, "report").replace(r"\](", "")
    assert "<summary>Rows" not in page(LINKED, {})
