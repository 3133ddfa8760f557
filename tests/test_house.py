"""The laws of the house: small files and functions, plain names, declared parameters, a light import."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("abm", "configs", "docs", "experiments", "tests", ".ci")
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".cff", ".json", ".txt", ".lock", ""}


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _files(*rooms: str) -> list[Path]:
    found = (path for room in rooms for path in sorted((ROOT / room).rglob("*")))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


CODE = [path for path in _files("abm") if path.suffix == ".py"]
PYTHON = [path for path in _files("abm", "experiments", "tests") if path.suffix == ".py"]
KERNELS = [path for path in CODE if path.parent.name == "kernels" and path.stem != "__init__"]
PROSE = [
    path
    for path in [*_files(*ROOMS), *sorted(path for path in ROOT.iterdir() if path.is_file())]
    if path.suffix in TEXT and path != Path(__file__).resolve() and path.stat().st_size < 1_000_000
]

each_code = pytest.mark.parametrize("path", CODE, ids=_named)
each_python = pytest.mark.parametrize("path", PYTHON, ids=_named)
each_kernel = pytest.mark.parametrize("path", KERNELS, ids=_named)
each_text = pytest.mark.parametrize("path", PROSE, ids=_named)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1 if body else 0


def _offences(path: Path, pattern: re.Pattern[str]) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{_named(path)}:{number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if pattern.search(line)
    ]


# ------------------------------------------------------------------------------------------ size and names


@each_python
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@each_python
def test_a_function_body_has_at_most_60_lines_and_a_kernel_80(path: Path) -> None:
    most = 80 if "kernels" in path.parts and "abm" in path.parts else 60
    long = {
        function.name: _body_lines(function) for function in _functions(path) if _body_lines(function) > most
    }
    assert not long, f"{_named(path)}: bodies over {most} lines: {long}"


@each_kernel
def test_a_kernel_takes_at_most_twelve_arguments(path: Path) -> None:
    counts = {
        function.name: len(function.args.posonlyargs + function.args.args + function.args.kwonlyargs)
        for function in _functions(path)
    }
    assert not {name: count for name, count in counts.items() if count > 12}


def test_no_name_that_says_nothing() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|common|misc|base|managers?|tools|stuff)$")
    names = {
        _named(path)
        for path in PYTHON
        for part in path.relative_to(ROOT).with_suffix("").parts
        if vague.search(part)
    }
    assert not names


@each_code
def test_every_module_says_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{_named(path)} has no docstring"
    assert docstring.strip()


# ------------------------------------------------------------------------------------------ words


@each_text
def test_people_are_not_described_by_an_offence(path: Path) -> None:
    """The word is "irregular"; titles that others gave may be cited, in a line with their reference."""
    found = _offences(path, re.compile(r"\billegal", re.IGNORECASE))
    assert not [line for line in found if not re.search(r"doi|literature:", line)]


@each_text
def test_no_path_of_a_machine_and_no_host_of_packages(path: Path) -> None:
    folders = r"(?<![\w.~/:-])/(?:work|tmp|root|home|farm|Users)/"
    hosts = r"--(?:extra-)?index-url|--find-links|file://|//pypi\.|files\.pythonhosted"
    assert not _offences(path, re.compile(f"{folders}|{hosts}"))


# ------------------------------------------------------------------------------------------ declarations


def _leaves(subject: type, path: str) -> Iterator[tuple[str, object]]:
    """Every declared parameter under a pydantic model, with its dotted name."""
    from pydantic import BaseModel

    for name, field in subject.model_fields.items():  # type: ignore[attr-defined]
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _leaves(field.annotation, f"{path}.{name}")
        else:
            yield f"{path}.{name}", field


@pytest.mark.parametrize(
    ("module", "name"), [("abm.parameters", "Parameters"), ("abm.parameters.levers", "Policy")]
)
def test_every_parameter_says_its_unit_meaning_and_source(module: str, name: str) -> None:
    subject = getattr(importlib.import_module(module), name)
    leaves = dict(_leaves(subject, name))
    assert leaves
    for path, field in leaves.items():
        extra = field.json_schema_extra or {}  # type: ignore[attr-defined]
        assert field.description, f"{path} has no meaning"  # type: ignore[attr-defined]
        assert extra.get("unit"), f"{path} has no unit"
        assert re.fullmatch(r"calibrated.*|estimated.*|assumed.*|literature: .+", extra.get("source", "")), (
            f"{path} has no source"
        )


@each_kernel
def test_every_kernel_has_its_tests(path: Path) -> None:
    assert (ROOT / "tests" / "kernels" / f"test_{path.stem}.py").is_file()


# ------------------------------------------------------------------------------------------ import


def test_importing_the_package_is_quick_and_light() -> None:
    """The least of several: the others measure the machine's other work."""
    program = (
        "import sys, time; start = time.perf_counter(); import abm; took = time.perf_counter() - start; "
        "print(took, *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    least, loaded, began = float("inf"), set[str](), time.monotonic()
    while least >= 0.3 and time.monotonic() - began < 20:
        words = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        least, loaded = min(least, float(words[0])), set(words[1:])
    assert least < 0.3
    assert not loaded & {"mesa", "pandas", "numba", "matplotlib", "pyarrow", "networkx", "scipy", "solara"}
