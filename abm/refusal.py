"""The one way in which the laboratory says no: a sentence that a user can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class Refusal(ValueError):
    """Input that cannot be used, told in one sentence; the command line prints it and exits with code 2.

    The sentence names what is known of the place (file, line or row), the key or column, the value, its
    unit and range, and the nearest valid name. Nothing has been written when it is raised.
    """


def nearest(word: str, valid: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the valid name closest to `word`, or an empty string if none is close.

    Args:
        word: what the user wrote.
        valid: the names that would have been accepted.
    """
    names = sorted(valid)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if not close:
        folded = {name.casefold(): name for name in names}
        close = [
            folded[match]
            for match in difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
        ]
    return f"; did you mean '{close[0]}'?" if close else ""
