"""The libraries that only studies need: found when they are used, and their absence told in a sentence."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

from abm.refusal import Refusal


def studies_library(name: str, purpose: str) -> Any:
    """Import a module of the extra `studies`, silently.

    Args:
        name: dotted name of the module, such as "SALib.analyze.sobol".
        purpose: what cannot be had without it, the beginning of the sentence: "Scenario discovery".

    Raises:
        Refusal: the library is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(name)
    except ModuleNotFoundError:
        library = name.split(".", maxsplit=1)[0]
        raise Refusal(
            f"{purpose} needs {library}, of the extra 'studies': pip install 'crossing-borders[studies]'"
        ) from None
