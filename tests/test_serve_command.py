"""What `polyphony serve` says, takes and refuses, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from conftest import SETTINGS
from preview import Preview, free_port, until

from polyphony.serve import find_editor
from polyphony.serve.editors import open_place

GOOD = {"content/index.md": "Home.\n", "content/draft.md": "---\ndraft: true\n---\n# Not yet\n\nA draft.\n"}


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "polyphony", "serve", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=60, **options,
    )  # fmt: skip


def test_s5_07_a_port_that_is_taken_ends_it_with_3(project):
    made = project(GOOD)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run(made.folder, "--port", port)
    assert ended.returncode == 3
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "Leave --port out" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_s5_07_without_a_port_the_next_free_one_is_taken_and_said_once(project):
    made = project(GOOD)
    first = Preview(made.folder)
    second = Preview(made.folder)
    try:
        assert first.port != second.port
        assert second.said.count("is busy") == 1
        assert f"this preview has port {second.port}" in second.said
        assert first.ask("/").status == second.ask("/").status == 200
    finally:
        first.stop()
        second.stop()


def test_the_port_that_is_asked_for_is_the_port(project):
    port = free_port()
    running = Preview(project(GOOD).folder, "--port", str(port))
    try:
        assert running.port == port
    finally:
        running.stop()


def test_drafts_are_shown_unless_they_are_not_wanted(project):
    made = project(GOOD)
    shown, hidden = Preview(made.folder), Preview(made.folder, "--no-drafts")
    try:
        assert shown.ask("/draft/").status == 200
        assert hidden.ask("/draft/").status == 404
        assert [draft["title"] for draft in shown.listen("index.html").next()["page"]["drafts"]] == ["Not yet"]
        assert shown.listen("draft/index.html").next()["page"]["draft"] is True
    finally:
        shown.stop()
        hidden.stop()


def test_ctrl_c_ends_it_at_once_also_with_pages_open(project):
    running = Preview(project(GOOD).folder)
    tabs = [running.listen() for _ in range(5)]
    assert all(tab.next()["version"] for tab in tabs)
    begin = time.monotonic()
    assert running.stop() == 130
    assert time.monotonic() - begin < 5  # a second on a machine that has nothing else to do
    assert running.lines[-1] == "Stopped."
    assert "Traceback" not in running.said


def test_nothing_is_written_but_the_cache(project):
    made = project(GOOD)
    running = Preview(made.folder)
    made.write("content/index.md", "Changed.\n")
    until(lambda: "Changed." in running.text())
    running.stop()
    there = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*")}
    assert {path for path in there if not path.startswith(".polyphony")} == {
        "polyphony.yaml", "content", "content/index.md", "content/draft.md"
    }  # fmt: skip


def test_a_mistake_is_said_once_and_its_end_too(project):
    made = project(GOOD)
    running = Preview(made.folder)
    try:
        made.write("content/index.md", "::: {by=anna}\nText.\n:::\n")
        until(lambda: running.rebuilds)
        made.write("content/index.md", "::: {by=anna}\nText, longer.\n:::\n")
        until(lambda: len(running.rebuilds) == 2)
        made.write("content/index.md", "::: {by=ana}\nText, longer.\n:::\n")
        until(lambda: len(running.rebuilds) == 3)
        assert running.said.count("error[unknown-person]") == 1
        assert 'did you mean "ana"' in running.said
        said = [line.partition("  ")[2] for line in running.rebuilds]
        assert said[0].startswith("content/index.md → 1 error; the last good state is shown")
        assert said[2].startswith("content/index.md → mended: ")
    finally:
        running.stop()


def test_a_first_build_that_fails_explains_itself_and_is_made_good(project):
    made = project({"content/index.md": "::: {by=anna}\nText.\n:::\n"})
    running = Preview(made.folder)
    try:
        answer = running.ask("/")
        assert answer.status == 503
        assert b"error[unknown-person]" in answer.body
        assert b"/.preview/preview.js" in answer.body
        news = running.listen()
        assert news.next()["problems"]
        made.write("content/index.md", "Good.\n")
        told = news.until(lambda one: not one["problems"])
        assert told["version"]
        assert "Good." in running.text()
    finally:
        running.stop()


def test_a_folder_that_is_no_publication_is_explained_too(tmp_path):
    running = Preview(tmp_path)
    try:
        assert b"no-publication" in running.ask("/").body
        (tmp_path / "content").mkdir()
        (tmp_path / "content/index.md").write_text("Home.\n")
        (tmp_path / "polyphony.yaml").write_text(SETTINGS)
        until(lambda: running.ask("/").status == 200)
    finally:
        running.stop()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere",), 'there is no folder "nowhere"'),
        ((".", "--editor", "nonesuch"), 'no editor is called "nonesuch"'),
        ((".", "--editor", "edit {path} {place}"), "{path}, {line} and {column}"),
        ((".", "--port", "0"), "--port"),
        ((".", "--poll", "1"), "--poll"),
    ],
)
def test_wrong_use_is_refused_with_2(project, arguments, sentence):
    ended = run(*arguments, cwd=project(GOOD).folder)
    assert ended.returncode == 2
    assert sentence in ended.stderr


def test_an_address_that_is_not_ours_ends_it_with_3(project):
    ended = run(project(GOOD).folder, "--host", "192.0.2.1", "--port", "8000")
    assert ended.returncode == 3
    assert "192.0.2.1:8000" in ended.stderr


def test_a_terminal_gets_a_code_for_a_phone_and_a_file_none(project):
    import pty

    made = project(GOOD)
    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "polyphony", "serve", str(made.folder), "--host", "127.0.0.2"],
        stdout=other,
        stderr=other,
    )
    os.close(other)
    said = b""
    while b"Ctrl-C stops." not in said:
        said += os.read(main, 65536)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    os.close(main)
    assert "█" in said.decode() or "▄" in said.decode()
    assert b"http://127.0.0.2:" in said


@pytest.mark.parametrize(
    ("wanted", "environment", "link", "command"),
    [
        ("", {}, "vscode://file/a%20b/c%23d.md:7:3", ()),
        ("", {"EDITOR": "vim"}, "vscode://file/a%20b/c%23d.md:7:3", ()),
        ("", {"EDITOR": "vim", "VISUAL": "codium -w"}, "vscodium://file/a%20b/c%23d.md:7:3", ()),
        ("", {"EDITOR": "/usr/bin/gedit"}, "", ("/usr/bin/gedit", "+{line}:{column}", "{path}")),
        ("", {"EDITOR": "'"}, "vscode://file/a%20b/c%23d.md:7:3", ()),
        ("none", {"EDITOR": "gedit"}, "", ()),
        ("zed", {"EDITOR": "gedit"}, "zed://file/a%20b/c%23d.md:7:3", ()),
        ("mine://open?f={path}&l={line}", {}, "mine://open?f=/a%20b/c%23d.md&l=7", ()),
        ("mine --at {line} {file}", {}, "", ("mine", "--at", "{line}", "{file}")),
        ("sh -e", {}, "", ("sh", "-e", "{path}")),
    ],
)
def test_the_editor_is_the_one_that_is_asked_for_or_known(wanted, environment, link, command):
    editor = find_editor(wanted, environment)
    assert (editor.address("/a b/c#d.md", 7, 3), editor.command) == (link, command)


def test_a_command_opens_a_place_and_no_shell_reads_it(tmp_path):
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "%s|" "$@" > "$(dirname "$0")/opened"\n')
    script.chmod(0o755)
    editor = find_editor(f"{script} +{{line}} {{path}}", {})
    assert open_place(editor, "/a;b $(c)/d.md", 7, 0)
    assert until(lambda: (tmp_path / "opened").exists() and (tmp_path / "opened").read_text()) == "+7|/a;b $(c)/d.md|"
    assert not open_place(find_editor("none", {}), "/a.md", 1, 1)
    assert not open_place(find_editor("/no/such/program {path}", {}), "/a.md", 1, 1)


def test_only_a_source_is_opened_and_only_for_the_preview_itself(project, tmp_path):
    made = project(GOOD)
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/opened\n')
    script.chmod(0o755)
    running = Preview(made.folder, "--editor", f"{script} +{{line}} {{path}}")
    try:
        ask = "/.preview/edit?path={}&line=2&column=1"
        assert running.ask(ask.format("content/index.md")).status == 403
        for path in ("/etc/hostname", "../x", "content/none.md", ""):
            assert running.ask(ask.format(path), X_Polyphony="open").status == 404
        assert running.ask(ask.format("content/index.md"), X_Polyphony="open").status == 204
        opened = until(lambda: (tmp_path / "opened").exists() and (tmp_path / "opened").read_text())
        assert opened == f"+2 {made.folder}/content/index.md\n"
        page = running.listen("index.html").next()["page"]
        assert page["source"] == {"path": "content/index.md", "line": 1, "column": 1, "link": "", "opens": True}
    finally:
        running.stop()
