"""Pictures of the page for the documentation: `make screenshots`, which is `python -m experiments.screenshots`."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""Names of the browser, the first that is there."""

SIZE: ViewportSize = {"width": 1280, "height": 800}
"""Of the window, pixels."""

WAIT = 120_000
"""Milliseconds to wait for anything at the most."""

BEFORE_FORK, AFTER_FORK = "2000-12", "2003-12"
"""Months at which the world is forked and the two arms are shown."""


def main(words: list[str] | None = None) -> int:
    """Take the pictures; exit code 2 without a browser."""
    parser = argparse.ArgumentParser(prog="python -m experiments.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/figures"), metavar="DIR")
    parser.add_argument("--set", action="append", default=["persons_per_agent=10000"], metavar="KEY=VALUE")
    arguments = parser.parse_args(words)
    browser = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if browser is None:
        print("screenshots: there is no Chromium (on Debian: apt install chromium)", file=sys.stderr)
        return 2
    arguments.out.mkdir(parents=True, exist_ok=True)
    with _served("baseline", arguments.set) as address, sync_playwright() as play:
        opened = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = opened.new_page(viewport=SIZE)
        page.set_default_timeout(WAIT)
        page.goto(address)
        page.get_by_role("button", name="Play").wait_for()
        for name, visit in VISITS.items():
            visit(page)
            page.mouse.move(0, 0)
            page.wait_for_timeout(1500)
            file = arguments.out / f"page-{name}.png"
            page.screenshot(path=file)
            print(file)
        opened.close()
    return 0


@contextmanager
def _served(scenario: str, changes: list[str]) -> Iterator[str]:
    """Serve the page of a scenario on any free port, and give its address."""
    told = [word for change in changes for word in ("--set", change)]
    command = [sys.executable, "-m", "abm", "show", scenario, "--port", "0", *told]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r"http://\S+", line):
                yield found[0]
                return
        raise RuntimeError("the server said no address")
    finally:
        process.terminate()
        process.wait(30)


def _play_to(page: Page, date: str) -> None:
    """Play until a month has run."""
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "date => document.querySelector('.time-date b').innerText >= date", arg=date, timeout=WAIT
    )
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()


def _choose(page: Page, label: str, words: str) -> None:
    """Choose in a list by its label."""
    page.locator(f".v-select:has(label:text-is('{label}'))").first.click()
    page.locator(
        ".menuable__content__active .v-list-item", has_text=re.compile(f"^{re.escape(words)}$")
    ).click()


def _world(page: Page) -> None:
    _play_to(page, BEFORE_FORK)


def _state(page: Page) -> None:
    box = page.locator(".world-map svg").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.474 * box["width"], box["y"] + 0.195 * box["height"])
    page.locator(".side .bars").wait_for()


def _what_if(page: Page) -> None:
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Fork here").click()
    _choose(page, "Measure", "Migrants' share of population")
    page.get_by_label("New value").fill("0")
    page.get_by_role("button", name="Change from next month").click()
    _play_to(page, AFTER_FORK)
    _choose(page, "Pairs", "10")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("10 of 10 pairs").wait_for(timeout=5 * WAIT)


def _inside(page: Page) -> None:
    page.get_by_role("tab", name="Inside").click()
    page.get_by_text("what it does").wait_for()


def _scenarios(page: Page) -> None:
    page.get_by_role("tab", name="World").click()
    page.get_by_role("button", name="Scenario and parameters").click()
    page.get_by_role("button", name="Reset").wait_for()


VISITS: dict[str, Callable[[Page], None]] = {
    "world": _world,
    "state": _state,
    "what-if": _what_if,
    "inside": _inside,
    "scenarios": _scenarios,
}
"""What is done before each picture, in order, by the picture's name."""

if __name__ == "__main__":
    sys.exit(main())
