"""Whether a batch can write where it is asked to, found out before anything else is done."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from abm.refusal import Refusal


def check_writable(folder: Path) -> None:
    """Make the folder, write a file in it, and remove again whatever was not there before.

    Raises:
        Refusal: the folder cannot be made or written.
    """
    absent = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".probe-") as probe:
            probe.write(b"1")
            probe.flush()
    except FileExistsError:
        raise Refusal(f"the output folder {folder} is a file; name another with --out") from None
    except NotADirectoryError:
        raise Refusal(f"the output folder {folder} lies below a file; name another with --out") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(
            f"the output folder {folder} cannot be written: {reason}; name another with --out"
        ) from None
    finally:
        _remove(absent)


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
