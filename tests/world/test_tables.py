"""The laws of reading a world: what is sound is read as it was written, what is not is refused in the user's words."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.world.building.describe import SHIPPED
from abm.world.schema import SCHEMA, TABLES, columns_of
from abm.world.stylised import StylisedWorld, generate
from abm.world.tables import problems, read_tables, write_tables

SMALL = StylisedWorld(states=4, years=3, first_year=2000, geography="lattice")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound world of four states and three years."""
    write_tables(generate(SMALL).frames(), tmp_path)
    return tmp_path


def _rewrite(folder: Path, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Read a table as text, change it, and write it back."""
    suffix = ".csv" if table == "states" else ".csv.gz"
    frame = pd.read_csv(folder / f"{table}{suffix}", dtype=str, keep_default_na=False)
    change(frame).to_csv(folder / f"{table}{suffix}", index=False)


def _set(folder: Path, table: str, row: int, **values: str) -> None:
    """Set cells in a row as a user counts them: the header is row 1."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for column, value in values.items():
            frame.loc[row - 2, column] = value
        return frame

    _rewrite(folder, table, change)


def _only(folder: Path) -> str:
    """The one thing that is wrong, told alike by both ways of reading."""
    told = problems(folder)
    assert len(told) == 1, told
    with pytest.raises(Refusal) as refusal:
        read_tables(folder)
    assert str(refusal.value) == told[0]
    return told[0]


def test_a_sound_world_has_no_problems_and_reads_as_it_was_written(folder: Path) -> None:
    assert problems(folder) == []
    assert read_tables(folder).digest() == generate(SMALL).digest()


def test_every_table_has_its_columns_in_the_declared_order_and_kind(folder: Path) -> None:
    for name, frame in read_tables(folder).frames().items():
        assert list(frame.columns) == [column.name for column in columns_of(name)]
        for column in columns_of(name):
            kind = {"word": "str", "integer": "int64", "number": "float64"}[column.kind]
            assert frame[column.name].dtype == kind


def test_every_column_is_declared_once_with_unit_meaning_and_range() -> None:
    names = [(column.table, column.name) for column in SCHEMA]
    assert len(names) == len(set(names))
    assert {column.table for column in SCHEMA} == {table.name for table in TABLES}
    for column in SCHEMA:
        assert column.unit
        assert column.meaning
        assert column.kind == "word" or column.low < column.high
    for table in TABLES:
        assert set(table.key) <= {column.name for column in columns_of(table.name)}


def test_the_digest_follows_any_value_and_not_the_files(folder: Path) -> None:
    before = read_tables(folder).digest()
    packed = (folder / "series.csv.gz").read_bytes()
    (folder / "series.csv.gz").unlink()
    (folder / "series.csv").write_bytes(gzip.decompress(packed))
    assert read_tables(folder).digest() == before
    _set(folder, "states", 2, capacity="0.123")
    assert read_tables(folder).digest() != before


def test_blank_years_of_naturalisation_mean_never(folder: Path) -> None:
    _set(folder, "states", 2, naturalisation_years="")
    assert read_tables(folder).states["naturalisation_years"][0] == 100.0


def test_two_writings_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_tables(generate(SMALL).frames(), tmp_path / "again")
    for path in sorted((tmp_path / "again").iterdir()):
        assert path.read_bytes() == (folder / path.name).read_bytes()


OUT_OF_RANGE = [
    (
        "states",
        3,
        {"capacity": "1.2"},
        "states.csv, row 3, column capacity: 1.2 is not a number in 0 .. 1 (index)",
    ),
    (
        "states",
        2,
        {"latitude": "north"},
        "states.csv, row 2, column latitude: north is not a number in -90 .. 90 (degrees)",
    ),
    (
        "series",
        4,
        {"gdp_per_head": "NaN"},
        "series.csv.gz, row 4, column gdp_per_head: NaN is not a number in 50 .. 1,000,000 (constant 2021 PPP $)",
    ),
    (
        "corridors",
        5,
        {"stock": "-3"},
        "corridors.csv.gz, row 5, column stock: -3 is not a number in 0 .. 1e+10 (persons)",
    ),
    (
        "corridors",
        5,
        {"contiguous": "0.5"},
        "corridors.csv.gz, row 5, column contiguous: 0.5 is not a whole number in 0 .. 1 (0 or 1)",
    ),
    (
        "circuit",
        2,
        {"hazard": ""},
        "circuit.csv.gz, row 2, column hazard: blank, expected probability of death of one",
    ),
    (
        "circuit",
        2,
        {"channel": "see"},
        "column channel: 'see' is none of land, sea, air; did you mean 'sea'?",
    ),
    (
        "states",
        2,
        {"region": "asia"},
        "column region: 'asia' is none of Africa, Americas, Asia, Europe, Oceania",
    ),
]


@pytest.mark.parametrize(("table", "row", "values", "sentence"), OUT_OF_RANGE)
def test_a_bad_cell_is_told_with_its_place_value_and_range(
    folder: Path, table: str, row: int, values: dict[str, str], sentence: str
) -> None:
    _set(folder, table, row, **values)
    assert sentence in _only(folder)


def test_an_unknown_state_is_told_with_the_nearest(folder: Path) -> None:
    _set(folder, "corridors", 2, origin="AAX")
    told = problems(folder)
    assert told[0].startswith(
        "corridors.csv.gz, row 2, column origin: 'AAX' is not a state of states.csv; did you mean 'AA"
    )


def test_a_row_that_is_there_twice_is_told(folder: Path) -> None:
    _rewrite(folder, "series", lambda frame: pd.concat([frame, frame.iloc[[1]]]))
    assert _only(folder) == "series.csv.gz, row 14: iso3 AAA, year 2001 is there twice"


def test_a_missing_year_is_told(folder: Path) -> None:
    _rewrite(folder, "series", lambda frame: frame.drop(index=4))
    assert _only(folder) == "series.csv.gz: AAB has no row for 1 of the years 2000 .. 2002 (2001)"


def test_a_missing_pair_is_told(folder: Path) -> None:
    _rewrite(folder, "corridors", lambda frame: frame.drop(index=0))
    assert (
        _only(folder)
        == "corridors.csv.gz has 11 pairs, not the 12 ordered pairs of 4 states; origin AAA has 2"
    )


def test_a_pair_of_a_state_with_itself_is_told(folder: Path) -> None:
    _set(folder, "corridors", 2, origin="AAB", destination="AAB")
    assert _only(folder) == "corridors.csv.gz, row 2: origin and destination are both AAB"


def test_a_row_with_a_field_too_many_or_too_few_is_told(folder: Path) -> None:
    """pandas alone would cut off what is too much: 3,642.0 would be read as 3."""
    path = folder / "states.csv"
    lines = path.read_text().splitlines()
    wider, shorter = lines[2] + ",5", lines[3].rpartition(",")[0]
    path.write_text("\n".join([*lines[:2], wider, shorter, *lines[4:]]) + "\n")
    width = len(lines[0].split(","))
    assert problems(folder) == [
        f"states.csv, row 3: {width + 1} fields, where the header has {width}",
        f"states.csv, row 4: {width - 1} fields, where the header has {width}",
    ]


def test_a_channel_of_a_state_with_itself_is_told(folder: Path) -> None:
    origin = pd.read_csv(folder / "circuit.csv.gz")["origin"][3]
    _set(folder, "circuit", 5, destination=origin)
    assert f"circuit.csv.gz, row 5: origin and destination are both {origin}" in problems(folder)


def test_a_code_that_stands_for_every_state_is_told(folder: Path) -> None:
    first = pd.read_csv(folder / "states.csv")["iso3"][0]
    for table in ("states", "series", "corridors", "circuit"):
        _rewrite(folder, table, lambda frame: frame.replace({first: "all"}))
    assert any("'all' stands for every state" in sentence for sentence in problems(folder))


def test_shares_that_do_not_add_to_one_are_told(folder: Path) -> None:
    _set(folder, "states", 4, share_low="0.2", share_medium="0.2", share_high="0.2")
    assert (
        _only(folder) == "states.csv, row 4: share_low, share_medium, share_high of AAC add to 0.6, not to 1"
    )


def test_more_refugees_than_migrants_are_told(folder: Path) -> None:
    _set(folder, "corridors", 3, stock="10", refugees="12")
    assert _only(folder) == "corridors.csv.gz, row 3: AAA to AAC has 12 refugees but a stock of 10 persons"


def test_a_misspelt_column_is_told_with_the_nearest(folder: Path) -> None:
    _rewrite(folder, "states", lambda frame: frame.rename(columns={"capacity": "capacitiy"}))
    told = problems(folder)
    assert told[0] == "states.csv has no column 'capacity'; did you mean 'capacitiy'?"
    assert told[1] == "states.csv: unknown column 'capacitiy'; did you mean 'capacity'?"


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "circuit.csv.gz").unlink()
    assert "there is no circuit.csv or circuit.csv.gz" in _only(folder)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "is not a directory of world tables" in _only(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"iso3,name\n1,2\n3,4,5,6\n"])
def test_a_file_that_is_no_csv_is_told(folder: Path, content: bytes) -> None:
    (folder / "states.csv").write_bytes(content)
    assert all(told.startswith("states.csv") for told in problems(folder))
    with pytest.raises(Refusal, match=r"states\.csv"):
        read_tables(folder)


def test_a_gzip_that_is_cut_short_is_told(folder: Path) -> None:
    packed = (folder / "series.csv.gz").read_bytes()
    (folder / "series.csv.gz").write_bytes(packed[: len(packed) // 2])
    assert "series.csv.gz cannot be read as CSV" in _only(folder)


def test_a_table_without_rows_is_told(folder: Path) -> None:
    _rewrite(folder, "corridors", lambda frame: frame.iloc[:0])
    assert _only(folder) == "corridors.csv.gz has no rows"


def test_blank_lines_change_neither_the_world_nor_the_row_numbers(folder: Path) -> None:
    before = read_tables(folder).digest()
    path = folder / "states.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], "", *lines[1:], "", ""]), encoding="utf-8")
    assert read_tables(folder).digest() == before
    path.write_text(path.read_text(encoding="utf-8").replace("AAA,", "AAA,,", 1), encoding="utf-8")
    assert problems(folder)


def test_the_same_trouble_in_many_rows_is_told_in_few_sentences(folder: Path) -> None:
    write_tables(generate(StylisedWorld(states=30, years=3)).frames(), folder)
    _rewrite(folder, "series", lambda frame: frame.assign(capacity="2"))
    told = problems(folder)
    assert len(told) == 21
    assert told[-1] == "series.csv.gz: 70 more rows with the same trouble (capacity)"


def test_flags_are_checked_where_all_is_checked(folder: Path) -> None:
    _rewrite(
        folder,
        "states",
        lambda frame: frame.assign(capacity_flag=["observed", "guessed", "assumed:x", "carried"]),
    )
    read_tables(folder)
    told = problems(folder)
    assert len(told) == 1
    assert "states.csv, row 3, column capacity_flag: 'guessed' is none of observed" in told[0]


def test_all_troubles_are_told_at_once(folder: Path) -> None:
    _set(folder, "states", 2, capacity="7")
    _set(folder, "circuit", 3, cost="free")
    assert len(problems(folder)) == 2


def test_the_shipped_world_is_sound_and_read_within_a_second() -> None:
    assert problems(SHIPPED) == []
    took = []
    for _ in range(3):  # measured 0.3 s; the least of three, in its own processor time
        start = time.process_time()
        world = read_tables(SHIPPED)
        took.append(time.process_time() - start)
    assert min(took) < 1.0
    assert len(world.states) >= 185
