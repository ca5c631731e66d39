"""Saves as editors make them, folders that are exchanged, and news that isn't any: each is one rebuild, or none."""

import os
import shutil
import subprocess
import time

import pytest
from conftest import SETTINGS
from environment import require_program
from preview import Preview, until

FILES = {
    "polyphony.yaml": SETTINGS,
    "content/index.md": "Home.\n",
    "content/a.md": "# A\n\nAt first.\n",
    "content/part/b.md": "# B\n\nBefore.\n",
    "content/picture.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "unused.docx": "nobody looks at it",
}
MOMENT = 0.5
"""Seconds in which a second rebuild would have come."""


def write(folder, files):
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saves") / "site"
    write(folder, FILES)
    running = Preview(folder, "--no-drafts")
    yield running
    assert running.stop() == 130
    assert "Traceback" not in running.said


def vim(place, text):
    """With `backupcopy=auto`: the old file becomes the backup, and the text is written to a new one."""
    probe = place.parent / "4913"
    probe.touch()
    probe.unlink()
    backup = place.with_name(place.name + "~")
    place.rename(backup)
    with place.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    place.chmod(0o644)
    backup.unlink()


def vim_in_place(place, text):
    """With `backupcopy=yes`, and a swap file beside."""
    swap = place.with_name(f".{place.name}.swp")
    swap.write_text("swap")
    backup = place.with_name(place.name + "~")
    shutil.copy(place, backup)
    with place.open("w") as file:
        file.write(text)
        os.fsync(file.fileno())
    backup.unlink()
    swap.unlink()


def emacs(place, text):
    lock = place.with_name(f".#{place.name}")
    lock.symlink_to("somebody@somewhere.4711:1700000000")
    save = place.with_name(f"#{place.name}#")
    save.write_text(text)
    place.rename(place.with_name(place.name + "~"))
    place.write_text(text)
    save.unlink()
    lock.unlink()


def vs_code(place, text):
    with place.open("r+") as file:
        file.truncate()
        file.flush()
        for start in range(0, len(text), 8):
            file.write(text[start : start + 8])
            file.flush()


def nano(place, text):
    place.write_text(text)


def jetbrains(place, text):
    fresh = place.with_name(place.name + "___jb_tmp___")
    old = place.with_name(place.name + "___jb_old___")
    fresh.write_text(text)
    place.rename(old)
    fresh.rename(place)
    old.unlink()


def gedit(place, text):
    fresh = place.with_name(".goutputstream-4ZK3L2")
    fresh.write_text(text)
    fresh.rename(place)


def word_processor(place, text):
    owner = place.with_name(f"~${place.name}")
    fresh, old = place.with_name("~WRD0001.tmp"), place.with_name("~WRL0002.tmp")
    owner.write_text("me")
    fresh.write_text(text)
    place.rename(old)
    fresh.rename(place)
    old.unlink()
    owner.unlink()


def sed(place, text):
    script = f"3s/.*/{text.splitlines()[2]}/"
    subprocess.run([require_program("sed", "sed"), "-i", script, str(place)], check=True)


def rsync(place, text):
    """A hidden file beside, with the time that the file has at the other desk."""
    fresh = place.with_name(f".{place.name}.Xy3kQz")
    fresh.write_text(text)
    os.utime(fresh, (1_700_000_000, 1_700_000_000))
    fresh.rename(place)


def dropbox(place, text):
    cache = place.parents[1] / ".dropbox.cache"
    cache.mkdir(exist_ok=True)
    fresh = cache / "1f3a.tmp"
    fresh.write_text(text)
    fresh.rename(place)


def a_slow_disk(place, text):
    """The file is empty for a while."""
    with place.open("w") as file:
        time.sleep(0.3)
        file.write(text)


SAVES = [
    vim, vim_in_place, emacs, vs_code, nano, jetbrains, gedit, word_processor, sed, rsync, dropbox, a_slow_disk,
]  # fmt: skip


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
def test_s2_15_a_save_is_one_rebuild(preview, save):
    said = f"Saved by {save.__name__}."
    before = len(preview.rebuilds)
    save(preview.folder / "content/a.md", f"# A\n\n{said}\n")
    until(lambda: said in preview.text("/a/"), said)
    time.sleep(MOMENT)
    assert [line.partition("  ")[2].partition(" and ")[0] for line in preview.rebuilds[before:]] == [
        "content/a.md → a/, people/ana/"
    ]
    assert "error" not in preview.said


def test_s2_15_rsync_itself(preview, tmp_path):
    program = require_program("rsync", "rsync")
    (tmp_path / "a.md").write_text("# A\n\nSent by rsync.\n")
    os.utime(tmp_path / "a.md", (1_700_000_001, 1_700_000_001))
    before = len(preview.rebuilds)
    subprocess.run([program, "-a", f"{tmp_path}/a.md", str(preview.folder / "content")], check=True)
    until(lambda: "Sent by rsync." in preview.text("/a/"))
    time.sleep(MOMENT)
    assert len(preview.rebuilds) == before + 1


def quiet(preview, act):
    """Do something, and see that nothing is said of it and nobody is told."""
    news = preview.listen("a/index.html")
    news.next()
    said = list(preview.lines)
    version = preview.ask("/a/").body
    act()
    time.sleep(MOMENT + 1.2)  # also a poll has passed
    assert preview.lines == said
    assert preview.ask("/a/").body == version
    news.connection.sock.settimeout(0.05)
    with pytest.raises(TimeoutError):
        news.next()
    news.close()


def test_s2_17_what_changes_nothing_is_not_news(preview):
    place = preview.folder / "content/a.md"

    def act():
        place.touch()
        place.chmod(0o600)
        place.chmod(0o644)
        place.write_text(place.read_text())
        (preview.folder / "unused.docx").write_text("nobody looks at that either")
        (preview.folder / ".hidden").write_text("x")
        subprocess.run(["cat", str(place)], check=True, stdout=subprocess.DEVNULL)
        os.listdir(place.parent)

    quiet(preview, act)


def test_s2_14_while_nothing_changes_nothing_is_built_and_next_to_nothing_done(preview):
    def processor():
        with open(f"/proc/{preview.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    if not os.path.isdir("/proc"):
        pytest.skip("only Linux tells what a process has used")
    before = processor()
    quiet(preview, lambda: time.sleep(3))
    assert processor() - before < 0.25  # a busy machine counts coarsely; the benchmark measures a minute


def test_s2_09_a_draft_is_gone_under_its_address(preview):
    place = preview.folder / "content/part/b.md"
    assert preview.ask("/part/b/").status == 200
    place.write_text("---\ndraft: true\n---\n# B\n\nBefore.\n")
    until(lambda: preview.ask("/part/b/").status == 404)
    assert "part/b" not in preview.text("/sitemap.xml") + preview.text("/polyphony.json")
    place.write_text("# B\n\nBefore.\n")
    until(lambda: preview.ask("/part/b/").status == 200)


def test_s2_16_a_folder_in_another_ones_place_is_seen(preview):
    content, aside = preview.folder / "content", preview.folder / "c2"
    content.rename(aside)
    shutil.copytree(aside, content)
    shutil.rmtree(aside)
    (content / "a.md").write_text("# A\n\nIn the copy.\n")
    until(lambda: "In the copy." in preview.text("/a/"))
    time.sleep(1.2)
    (content / "a.md").write_text("# A\n\nLater in the copy.\n")
    until(lambda: "Later in the copy." in preview.text("/a/"))


def test_s2_16_so_is_the_whole_publication(preview):
    aside = preview.folder.with_name("aside")
    preview.folder.rename(aside)
    time.sleep(0.1)
    shutil.copytree(aside, preview.folder)
    shutil.rmtree(aside)
    (preview.folder / "content/a.md").write_text("# A\n\nIn another folder.\n")
    until(lambda: "In another folder." in preview.text("/a/"))
    (preview.folder / "content/a.md").write_text("# A\n\nLater in another folder.\n")
    until(lambda: "Later in another folder." in preview.text("/a/"))


def test_s2_16_a_checkout_is_seen(preview):
    git = require_program("git", "git")

    def run(*arguments):
        who = ["-c", "user.name=writer", "-c", "user.email=writer@example.org"]
        subprocess.run([git, *who, *arguments], cwd=preview.folder, check=True, capture_output=True)

    run("init", "--quiet")
    run("add", "content", "polyphony.yaml")
    run("commit", "--quiet", "--message", "one")
    for path in ("content/a.md", "content/part/b.md"):
        (preview.folder / path).write_text(f"# {path[-4].upper()}\n\nNot yet agreed.\n")
    until(lambda: "Not yet agreed." in preview.text("/a/") and "Not yet agreed." in preview.text("/part/b/"))
    run("stash", "--quiet")
    until(lambda: "Not yet agreed." not in preview.text("/a/") + preview.text("/part/b/"))
    run("stash", "pop", "--quiet")
    until(lambda: "Not yet agreed." in preview.text("/a/") and "Not yet agreed." in preview.text("/part/b/"))


def test_s2_17_an_edit_behind_a_link_within_the_folder_is_seen(preview):
    write(preview.folder, {"texts/c.md": "# C\n\nBefore.\n"})
    (preview.folder / "content/linked").symlink_to("../texts")
    until(lambda: "Before." in preview.text("/linked/c/"))
    (preview.folder / "texts/c.md").write_text("# C\n\nAfter.\n")
    until(lambda: "After." in preview.text("/linked/c/"))


def test_s2_19_ten_tabs_are_told(preview):
    tabs = [preview.listen("a/index.html") for _ in range(10)]
    first = [tab.next()["version"] for tab in tabs]
    (preview.folder / "content/a.md").write_text("# A\n\nFor ten.\n")
    later = {tab.until(lambda news: news["version"] != first[0])["version"] for tab in tabs}
    assert len(set(first)) == len(later) == 1
    for tab in tabs:
        tab.close()


def test_who_was_away_is_told_what_changed_meanwhile(preview):
    news = preview.listen("a/index.html")
    since = news.next()["since"]
    news.close()
    write(preview.folder, {"design/assets/style.css": f".own-{len(preview.lines)} {{ order: 1 }}"})
    until(lambda: ".own-" in preview.text("/design/style.css"))
    again = preview.listen("a/index.html", since)
    again.until(lambda told: "design/style.css" in told["assets"])
    again.close()
    stranger = preview.listen("a/index.html", "0-0")
    assert stranger.next()["assets"] == ["*"]
    stranger.close()
    fresh = preview.listen("a/index.html")
    assert fresh.next()["assets"] == []
    fresh.close()


def test_s2_18_where_the_system_refuses_to_watch_it_looks(tmp_path):
    unshare = require_program("unshare", "util-linux")
    write(tmp_path / "site", FILES)
    limit = "echo 1 > /proc/sys/user/max_inotify_watches"
    if subprocess.run([unshare, "-Ur", "sh", "-c", limit], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody have a user namespace of his own")
    running = Preview(tmp_path / "site", before=(unshare, "-Ur", "sh", "-c", f'{limit}; exec "$@"', "sh"))
    try:
        until(lambda: "The system doesn't tell of changes" in running.said)
        (tmp_path / "site/content/a.md").write_text("# A\n\nFound by looking.\n")
        until(lambda: "Found by looking." in running.text("/a/"))
        assert running.said.count("The system doesn't tell of changes") == 1
    finally:
        running.stop()


def test_s2_18_looking_can_be_asked_for(tmp_path):
    write(tmp_path / "site", FILES)
    running = Preview(tmp_path / "site", "--poll", "100")
    try:
        (tmp_path / "site/content/a.md").write_text("# A\n\nFound by looking.\n")
        until(lambda: "Found by looking." in running.text("/a/"))
        assert "The system doesn't tell" not in running.said
    finally:
        running.stop()
