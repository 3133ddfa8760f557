"""The page in a browser, as a visitor uses it; skipped where there is no Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Download, Page, TimeoutError, expect, sync_playwright

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
ROOT = Path(__file__).parents[2]
LONG = 60_000
"""Milliseconds that a machine under load may take for what takes a second."""

expect.set_options(timeout=LONG)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium (on Debian: apt install chromium)")


@dataclass
class Visit:
    """A tab, what it asked for, and what its console said."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)

    def outside(self) -> list[str]:
        """Requests to anything but this machine."""
        here = re.compile(r"^(https?|ws)://127\.0\.0\.1[:/]|^(data|blob|about):")
        return [url for url in self.asked if not here.match(url)]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of a server of the coarse baseline."""
    words = [sys.executable, "-m", "abm", "show", "baseline", "--port", "0"]
    words += ["--set", "persons_per_agent=50000"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://\S+", line):
            break
    else:
        pytest.fail("the server said no address")
    yield found[0]
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(server: str, browser: Browser) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page.set_default_timeout(LONG)
    arrived = Visit(page, server)
    arrived.watch()
    page.goto(server)
    page.get_by_role("button", name="Play").wait_for()
    yield arrived
    page.close()


def month(page: Page) -> int:
    """Months that have run, as the page says."""
    said = page.locator(".time-date").inner_text()
    found = re.search(r"month ([\d,]+) of", said)
    assert found, said
    return int(found[1].replace(",", ""))


def step(page: Page, months: int = 1) -> None:
    for _ in range(months):
        before = month(page)
        page.get_by_role("button", name="Step").click()
        expect(page.locator(".time-date")).to_contain_text(f"month {before + 1} of")


def write(page: Page, label: str, text: str) -> None:
    """Write into a field that the page may just be drawing anew."""
    for _ in range(40):
        field = page.get_by_label(label)
        field.fill(text)
        page.wait_for_timeout(500)
        if field.input_value() == text:
            return
    pytest.fail(f"the field '{label}' does not keep what is written")


def test_a_visit(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    step(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => /month ([6-9]|\\d\\d) of/.test(document.querySelector('.time-date').innerText)"
    )
    page.get_by_role("button", name="Pause").click()
    _look_at_france(page)
    _change_a_lever(page, tmp_path)
    _fork(page)
    _export(page)
    assert visit.outside() == []
    assert visit.wrong == []


def _look_at_france(page: Page) -> None:
    box = page.locator(".world-map svg").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.474 * box["width"], box["y"] + 0.195 * box["height"])
    expect(page.locator(".side")).to_contain_text("Institutional capacity")
    expect(page.locator(".side .v-select__selection").first).to_have_text("France")
    page.locator(".side .bars").wait_for()


def _change_a_lever(page: Page, folder: Path) -> None:
    write(page, "New value", "-1")
    expect(page.locator(".side")).to_contain_text("outside")
    write(page, "New value", "90000")
    page.get_by_role("button", name="Change from next month").click()
    expect(page.locator(".side")).to_contain_text("Changes")
    step(page)
    saved = folder / "saved.yaml"
    _saved(page, "Save as a scenario").save_as(saved)
    events = yaml.safe_load(saved.read_text(encoding="utf-8"))["events"]
    assert [event["states"] for event in events] in ([["FRA"]], ["FRA"])


def _fork(page: Page) -> None:
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Fork here").click()
    page.get_by_text("Forked at").wait_for()
    write(page, "New value", "0")
    page.get_by_role("button", name="Change from next month").click()
    page.get_by_role("button", name="Both one year on").click()
    page.get_by_text("changed less as it is").first.wait_for()


def _export(page: Page) -> None:
    page.get_by_role("tab", name="World").click()
    for words, ending in (("SVG", ".svg"), ("PNG", ".png"), ("CSV", ".csv")):
        assert _saved(page, words).suggested_filename.endswith(ending)


def _saved(page: Page, words: str) -> Download:
    """Click until the browser saves: it asks a user, and here nobody, where a file comes long after the click."""
    for tries_left in (2, 1, 0):
        try:
            with page.expect_download(timeout=LONG / 2) as waiting:
                page.get_by_role("button", name=words).first.click()
            return waiting.value
        except TimeoutError:
            if not tries_left:
                raise
    raise AssertionError


def test_two_tabs_do_not_disturb_each_other(visit: Visit, browser: Browser) -> None:
    other = browser.new_page()
    other.set_default_timeout(LONG)
    other.goto(visit.address)
    other.get_by_role("button", name="Play").wait_for()
    begun = month(other)
    step(visit.page, 2)
    assert month(other) == begun
    step(other)
    assert (month(visit.page), month(other)) == (begun + 2, begun + 1)
    other.close()
    step(visit.page)


def test_the_first_page_comes_soon(server: str, browser: Browser) -> None:
    page = browser.new_page()
    began = time.monotonic()
    page.goto(server)
    page.get_by_role("heading", name="Crossing Borders").wait_for(timeout=LONG)
    assert time.monotonic() - began < 20
    page.close()
