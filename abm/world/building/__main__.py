"""Print the description of the shipped world: `python -m abm.world.building > docs/data.md`."""

from __future__ import annotations

import sys

from abm.world.building import describe

sys.stdout.write(describe())
