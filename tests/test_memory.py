"""A program that goes on running builds again sooner, and makes the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyphony.cache import Cache, Memory
from polyphony.project import read_project

CALLS: list[int] = []


def double(value: int) -> int:
    CALLS.append(value)
    return value * 2


@given(st.lists(st.lists(st.integers(0, 6), max_size=12), max_size=6))
def test_a_memory_changes_no_result(runs):
    cache = Cache(None, jobs=1, fingerprint="", memory=Memory())
    for values in runs:
        assert cache.map(double, values, int) == [value * 2 for value in values]


@pytest.mark.parametrize(
    ("after", "computed"),
    [
        ([1, 2, 3, 4], []),
        ([1, 9, 3, 4], [9]),
        ([9, 1, 2, 3, 4], [9]),
        ([1, 2, 4], []),
        ([1, 2, 3, 4, 9], [9]),
        ([], []),
    ],
)
def test_what_stands_before_and_after_a_change_is_not_computed_again(after, computed):
    cache = Cache(None, jobs=1, fingerprint="", memory=Memory())
    cache.map(double, [1, 2, 3, 4], int)
    CALLS.clear()
    cache.map(double, after, int)
    assert computed == CALLS


def test_a_call_with_the_same_arguments_is_not_made_again():
    cache = Cache(None, jobs=1, fingerprint="", memory=Memory())
    CALLS.clear()
    assert [cache.call(double, value) for value in (1, 1, 2, 2, 1)] == [2, 2, 4, 4, 2]
    assert CALLS == [1, 2, 1]


def test_a_text_that_looks_as_it_did_is_known_and_any_other_is_read(project):
    made = project({"content/index.md": "One.", "content/b.md": "# B"})
    known = {}
    first = read_project(made.folder, known=known).value
    again = read_project(made.folder, known=known).value
    assert again == first
    assert all(one is other for one, other in zip(first.files, again.files, strict=True))
    made.write("content/index.md", "Two.")  # as long as it was, and within the same moment
    (made.folder / "content/b.md").unlink()
    third = read_project(made.folder, known=known).value
    assert [(file.path, file.content) for file in third.files] == [("content/index.md", b"Two.")]
    assert set(known) == {"content/index.md", "polyphony.yaml"}


def test_a_text_written_a_moment_ago_is_read_again(project):
    made = project({"content/index.md": "One."})
    known = {}
    read_project(made.folder, known=known)
    assert known["content/index.md"].stamp == ""


def test_a_known_text_that_became_a_link_out_of_the_folder_is_refused(project, tmp_path):
    made = project({"content/index.md": "One."})
    known = {}
    read_project(made.folder, known=known)
    (tmp_path / "secret").write_text("One.")
    (made.folder / "content/index.md").unlink()
    (made.folder / "content/index.md").symlink_to(tmp_path / "secret")
    read = read_project(made.folder, known=known)
    assert [found.code.value for found in read.diagnostics] == ["link-leaves-folder"]
    assert read.value is None or not read.value.files


def test_what_somebody_keeps_himself_is_found_again_without_any_disk():
    memory = Memory()
    Cache(None, jobs=1, fingerprint="", memory=memory).keep("citations", ["a", "b"], [1, 2])
    found = Cache(None, jobs=1, fingerprint="", memory=memory).recall("citations", ["b", "c", "a"], int)
    assert found == [2, None, 1]
