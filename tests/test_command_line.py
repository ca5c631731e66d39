"""The command line as a tired person meets it: what is said, where it goes, and how it ends."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from environment import ROOT

from polyphony import cli, pipeline
from polyphony.cli import COMMANDS, polyphony
from polyphony.output import MachineError

PROGRAM = [sys.executable, "-m", "polyphony"]
MISTAKES = "\n\n".join(f"::: {{by=nobody-{number}}}\nText.\n:::" for number in range(25))


def run(*arguments: object, given: str = "") -> Result:
    return CliRunner().invoke(polyphony, [str(argument) for argument in arguments], input=given)


def start(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture
def folder(project: Callable[..., object]) -> Path:
    return project({"content/index.md": "Text.\n", "content/later.md": "---\ndraft: true\n---\n# Later\n"}).folder


def test_s5_02_all_that_a_writer_needs_is_on_the_first_screen() -> None:
    lines = run("--help").output.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    for command in ("new", "serve", "build", "check", "clean"):
        assert [line for line in lines if line.startswith(f"  {command} ") and line.endswith(".")], command
    assert "..." not in "".join(lines[1:])


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_every_command_has_help(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_help_loads_next_to_nothing() -> None:
    code = "import sys, polyphony.cli; print(sorted({'msgspec', 'mistune', 'jinja2', 'yaml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_s5_16_the_summary_counts_in_words(project: Callable[..., object]) -> None:
    made = project({
        "content/index.md": "Text.\n\n::: {.withheld by=ana}\nSecret.\n:::\n\n::: {.withheld by=ben}\nAlso.\n:::\n",
        "content/a.md": "# A\n\nText.\n",
        "content/later.md": "---\ndraft: true\n---\n# Later\n",
    })  # fmt: skip
    said = run("build", made.folder, "--jobs", "1").output
    count = sum(path.is_file() for path in (made.folder / "_site").rglob("*")) - 1
    assert said.startswith(f"2 pages, 1 draft left out, 2 passages withheld; {count} files changed in "), said
    assert said.endswith(f" s. It is in {made.folder}/_site\n")
    assert "; nothing changed in " in run("build", made.folder).output
    assert run("build", made.folder, "--drafts").output.startswith("3 pages, 2 passages withheld; ")
    said = run("check", made.folder).output
    assert said == "2 pages, 1 draft left out, 2 passages withheld. Nothing is wrong.\n"


def test_s5_04_s5_05_all_problems_are_said_at_once_up_to_twenty(folder: Path) -> None:
    (folder / "content/index.md").write_text("Text.\n\n" + MISTAKES + "\n\n[A link](nowhere.md)\n")
    result = run("build", folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("error[") == 20
    assert "\n… and 6 more; polyphony check --format concise lists all of them.\n" in result.stderr
    assert result.stderr.endswith("26 errors; nothing was written.\n")
    assert len(run("check", folder, "--format", "concise").stdout.splitlines()) == 26
    assert not (folder / "_site").exists()
    (folder / "content/index.md").write_text("::: {by=anna}\nText.\n:::\n")
    assert 'did you mean "ana"?' in run("build", folder).stderr


def test_one_line_a_problem_for_editors(folder: Path) -> None:
    (folder / "content/index.md").write_text("::: {by=anna}\nText.\n:::\n")
    said = run("check", folder, "--format", "concise").stdout
    hint = 'did you mean "ana"? Declared: ana, ben'
    assert said == f'content/index.md:1:9: error[unknown-person]: nobody is called "anna" ({hint})\n'


def test_s5_09_json_is_all_that_is_on_standard_output(folder: Path) -> None:
    (folder / "content/index.md").write_text("::: {by=anna}\nText.\n:::\n")
    done = start("build", folder, "--format", "json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("code") for line in lines] == ["unknown-person", None]
    assert lines[0]["span"] == {"path": "content/index.md", "line": 1, "column": 9, "length": 4}
    assert (lines[1]["summary"]["errors"], lines[1]["summary"]["warnings"]) == (1, 0)
    (folder / "content/index.md").write_text("Text.\n")
    first, again = (json.loads(start("build", folder, "--format", "json").stdout)["summary"] for _ in range(2))
    assert (first["pages"], first["drafts"], first["withheld"], again["written"]) == (1, 1, 0, 0)
    assert first["written"] > 0
    assert first.keys() == again.keys()


def test_warnings_stop_where_they_are_taken_for_errors(folder: Path) -> None:
    (folder / "content/index.md").write_text("A [link](nowhere).\n")
    for _ in range(2):
        result = run("build", folder, "--jobs", "1")
        assert result.exit_code == 0
        assert "warning[" in result.stderr
        assert ", 1 warning; " in result.stdout
        result = run("build", folder, "--strict", "--output", folder.parent / "strict")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.endswith("1 warning; nothing was written.\n")
    assert not (folder.parent / "strict").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"], ["build", "--jobs", "many"], ["build", "--output", ""], ["build", "--base-url", "example.org"],
        ["build", "--base-url", "javascript:alert(1)"], ["new"], ["new", "x"], ["schema"], ["schema", "setings"],
        ["clean", "nowhere"], ["build", "a", "b"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_2_with_one_sentence(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("Error: ") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_is_refused_is_2(folder: Path) -> None:
    (folder.parent / "mine").mkdir()
    (folder.parent / "mine" / "letter.txt").write_text("mine")
    for target in (folder / "content", folder, "/", folder.parent / "mine"):
        result = run("build", folder, "--output", target)
        assert result.exit_code == 2, target
        assert "name a" in result.stderr
    assert (folder.parent / "mine" / "letter.txt").read_text() == "mine"


def test_what_the_machine_cannot_do_is_3(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MachineError("there is no room left on the disk")

    monkeypatch.setattr(pipeline, "write_output", fail)
    result = run("build", folder)
    assert (result.exit_code, result.stderr) == (3, "there is no room left on the disk\n")


def test_a_bug_of_ours_is_4_and_says_where_the_details_are(folder: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no \x1b[2J way")

    monkeypatch.setattr(pipeline, "build", fail)
    monkeypatch.setattr(sys, "argv", ["polyphony", "build", str(folder)])
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr().err
    assert end.value.code == 4
    assert "Traceback" not in said
    assert "\x1b" not in said
    assert "nothing of yours was changed" in said
    (details,) = tmp_path.glob("polyphony-bug-*.txt")
    assert str(details) in said
    assert "RuntimeError" in details.read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_ctrl_c_is_130(folder: Path) -> None:
    for number in range(400):
        (folder / f"content/page-{number}.md").write_text(f"# Page {number}\n\n" + "Some words here. " * 400)
    process = subprocess.Popen([*PROGRAM, "build", str(folder)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while not (folder / ".polyphony" / "cache").exists() and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, "\nStopped.\n")
    assert not (folder / "_site").exists()


def test_no_text_steers_the_terminal(folder: Path) -> None:
    (folder / "content/\x1b[2Jevil.md").write_text(
        "# \x1b]8;;http://x\x07\u202e\n\n::: {by=\x1b[31manna}\nText.\n:::\n"
    )
    for form in ("text", "concise", "json"):
        result = run("build", folder, "--format", form)
        assert result.exit_code == 1
        assert not {"\x1b", "\x07", "\u202e"}.intersection(result.output)


def see(folder: Path, **environment: str) -> str:
    """What a terminal is sent by a build."""
    import pty

    leader, follower = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "build", str(folder)], cwd=ROOT, stdin=follower, stdout=follower, stderr=follower,
        env={**os.environ, "TERM": "xterm", **environment},
    ) as process:  # fmt: skip
        os.close(follower)
        pieces = []
        try:
            while piece := os.read(leader, 65536):
                pieces.append(piece)
        except OSError:
            pass
        process.wait(60)
    os.close(leader)
    return b"".join(pieces).decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
def test_colour_is_for_terminals_that_want_it(folder: Path) -> None:
    (folder / "content/index.md").write_text("::: {by=anna}\nText.\n:::\n")
    without = dict.fromkeys(("NO_COLOR", "CI"), "")
    assert "\x1b[31m" in see(folder, **without)
    assert "\x1b" not in see(folder, NO_COLOR="1")
    assert "\x1b" not in start("build", folder).stderr


def test_a_bar_shows_only_where_somebody_watches_and_it_takes_long(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from polyphony.cli.reporting import Progress

    now = [0.0]
    monkeypatch.setattr("polyphony.cli.reporting.time.monotonic", lambda: now[0])
    for on, seconds, shown in ((True, 0.9, False), (True, 1.1, True), (False, 5.0, False)):
        now[0] = 0.0
        progress = Progress()
        progress.on = on
        now[0] = seconds
        progress(5, 10)
        said = capsys.readouterr().err
        assert ("5 of 10 pages" in said) == shown
        progress.clear()
        assert capsys.readouterr().err.startswith("\r") == shown


def test_a_command_that_is_misspelt_is_answered_with_the_nearest() -> None:
    result = run("biuld")
    assert result.exit_code == 2
    assert 'there is no command "biuld"; did you mean "build"?' in result.stderr


def test_one_command_does_not_load_the_others() -> None:
    code = (
        "import sys\nfrom polyphony.cli import polyphony\n"
        "polyphony.main(['clean', '--help'], standalone_mode=False)\n"
        "print(sorted(name for name in sys.modules if name.startswith('polyphony.cli.')))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert shown.strip().endswith("['polyphony.cli.building', 'polyphony.cli.reporting']")


def test_a_folder_whose_name_has_spaces_can_be_typed_as_it_is_shown(tmp_path: Path) -> None:
    for name in ("our article", "it's here", "wörter"):
        made = run("new", tmp_path / name, "--title", "T", "--author", "A")
        command = next(line for line in made.output.splitlines() if "polyphony serve" in line)
        assert shlex.split(command.partition("polyphony serve ")[2]) == [str(tmp_path / name)]
    told = start("build", "our", "article")
    assert told.returncode == 2
    assert 'A name with spaces stands in quotes, as in "our article"' in told.stderr


@pytest.mark.parametrize(
    ("names", "language"),
    [
        (["1"], "en"),
        (["007 Bond", "42"], "en"),
        (["Ann", "ann", "ANN"], "en"),
        (["👩‍🚀", "🐟"], "en"),
        (["x" * 300], "en"),
        (["Ann A", "ann-2", "Ann"], "en"),
        (["null", "yes"], "en"),
        (["王小明", "أحمد"], "zh"),
    ],
)
def test_whatever_its_authors_are_called_a_new_publication_builds(
    names: list[str], language: str, tmp_path: Path
) -> None:
    options = [part for name in names for part in ("--author", name)]
    made = run("new", tmp_path / "a", "--title", "1: *a*", "--language", language, *options)
    assert made.exit_code == 0, made.output
    built = run("build", tmp_path / "a", "--strict", "--jobs", "1")
    assert built.exit_code == 0, built.output


def test_an_author_whose_name_means_everybody_is_refused_at_once(tmp_path: Path) -> None:
    told = run("new", tmp_path / "a", "--title", "T", "--author", "Pawb", "--language", "cy")
    assert told.exit_code == 2
    assert '"Pawb" at the start of a turn means all authors' in told.output
    assert not (tmp_path / "a").exists()


def test_a_folder_within_a_publication_leads_to_it(folder: Path) -> None:
    told = run("check", folder / "content")
    assert told.exit_code == 1
    assert f'help: did you mean "{folder}"? Else name the folder that holds it' in told.output


def test_schemas_that_cannot_be_written_are_no_bug_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    told = run("schema", "settings", "-o", tmp_path / "file" / "deep")
    assert told.exit_code == 3
    assert "Not a directory" in told.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such shell")
def test_a_build_that_leaves_at_once_has_said_all_and_ends_with_its_code(folder: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("w") as file:
        done = subprocess.run([*PROGRAM, "build", folder], stdout=file, stderr=file, cwd=ROOT, check=False)
    assert (done.returncode, said.read_text().startswith("1 page, 1 draft left out; ")) == (0, True)
    assert (folder / ".polyphony/cache/receipt").exists()
    (folder / "content/index.md").write_text(MISTAKES)
    told = start("build", folder, "--format", "concise")
    assert (told.returncode, (told.stdout + told.stderr).count("nobody is called")) == (1, 25)


def test_a_build_loads_nothing_of_what_few_builds_need(folder: Path) -> None:
    code = (
        "import sys\nfrom polyphony.cli import polyphony\n"
        f"polyphony.main(['build', {str(folder)!r}], standalone_mode=False)\n"
        "print(sorted({'logging', 'subprocess', 'nh3', 'PIL', 'pygments', 'emoji'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_a_build_can_be_profiled_as_any_program(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "profile"
    done = subprocess.run(
        [sys.executable, "-m", "cProfile", "-o", kept, "-m", "polyphony", "build", folder, "--jobs", "1"],
        capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, kept.exists()) == (0, True)
