"""Tables and lines as they come from other people's computers."""

import pandas as pd

from coursekit.datasets.reading import id_of, read_lines, read_table


def test_lines_end_at_line_feeds_only(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"a": "x\u2028y\x85"}\r\n{"b": 1}\n'.encode())
    assert [line.rstrip("\n") for line in read_lines(path)] == ['{"a": "x\u2028y\x85"}', '{"b": 1}']


def test_table_is_what_pandas_reads_but_for_the_ids(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,n,text\n001,1,a\n, 2,\n")
    table, plain = read_table(str(path)), pd.read_csv(path)
    assert table["id"].tolist() == ["001", ""]
    pd.testing.assert_frame_equal(table[["n", "text"]], plain[["n", "text"]])


def test_first_id_column_counts():
    assert id_of({"name": "x", "id": "y"}, 1) == "y"
    assert id_of({"file": "a.cif", "name": "x"}, 1) == "a.cif"
    assert id_of({"id": 7}, 1) == "7"
    assert id_of({"energy": 7}, 12) == "#12"
