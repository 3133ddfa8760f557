"""Files that are whole or not there: written under another name, flushed to the disk, then renamed."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from abm.refusal import Refusal

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MEBIBYTE = 1 << 20


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn an error of the file system while writing below `place` into a sentence.

    Raises:
        Refusal: the disk or the quota is full, or the place cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise Refusal(_told(error, place)) from error


def _told(error: OSError, place: Path) -> str:
    if error.errno in FULL:
        return f"the disk that holds {place} is full{_free(place)}; replications that had finished are kept"
    return f"cannot write in {place}: {error.strerror or error}"


def _free(place: Path) -> str:
    near = place
    while not near.exists() and near != near.parent:
        near = near.parent
    try:
        return f" ({shutil.disk_usage(near).free / MEBIBYTE:.1f} MiB free)"
    except OSError:
        return ""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is found with all of `content`, or as it was before, whatever happens.

    Raises:
        OSError: it could not be written; nothing of it is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        write_flushed(temporary, content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_names(path.parent)


def write_flushed(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def flush_names(folder: Path) -> None:
    """Wait until the disk has the names of the files in `folder`, where the file system can say so."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def as_json(value: Any) -> bytes:
    """Return a value as indented JSON that ends with a line feed."""
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping in a JSON file.

    Raises:
        Refusal: it cannot be read, or is not a mapping.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise Refusal(f"{path} is torn or is not JSON; run the batch again with --fresh") from None
    if not isinstance(value, dict):
        raise Refusal(f"{path} does not hold a mapping; run the batch again with --fresh")
    return value
