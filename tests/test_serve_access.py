"""Who gets what from a preview, asked over raw sockets: no client puts a path right."""

import hashlib
import os
from pathlib import Path

import pytest
from conftest import SETTINGS
from preview import Preview, until

SECRET = "what nobody may read"
FILES = {
    "polyphony.yaml": SETTINGS,
    "content/index.md": "Hello.\n\n![A picture](picture.png){alt=here}\n",
    "content/part/one.md": "# One\n\nText.",
    "content/picture.png": b"\x89PNG picture",
    "assets/sound.mp3": b"0123456789",
    "private/names.yaml": SECRET,
    ".env": SECRET,
    ".git/config": SECRET,
    ".polyphony/notes": SECRET,
    "unused.docx": SECRET,
}


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    above = tmp_path_factory.mktemp("serve")
    folder = above / "site"
    for path, content in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    for place in (above, above / "site-secret", above / "_site-secret"):
        place.mkdir(exist_ok=True)
        (place / "secret").write_text(SECRET)
    (folder / "assets/link").symlink_to("../content/picture.png")
    running = Preview(folder, "--allow-host", "desk.local:8000")
    yield running
    running.stop()


def is_alive(preview):
    return preview.ask("/").status == 200 and preview.process.poll() is None and "Traceback" not in preview.said


TRAVERSALS = [
    "/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%5csecret", "/..%c0%afsecret", "/....//secret",
    "/sub/..;/..", "/part/../../secret", "//secret", "/./index.html", "/part/one/../../index.html",
    "/%2e%2e%2f%2e%2e%2fsecret", "/..\\secret", "/assets/../../secret", "/%252e%252e/secret", "/%ff",
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_s1_01_no_path_leads_out(preview, path):
    answer = preview.ask(path)
    assert answer.status == 404
    assert SECRET.encode() not in answer.body
    assert is_alive(preview)


def test_s1_01_nor_does_an_absolute_address(preview):
    assert preview.ask("http://x/../secret").status == 404
    assert is_alive(preview)


@pytest.mark.parametrize(
    "request_line",
    ["GET /%00 HTTP/1.1", "GET /a%0d%0aX:1 HTTP/1.1", "GET /#part HTTP/1.1", "GET /a\x00b HTTP/1.1", "nonsense", "GET"],
)
def test_s1_02_what_is_no_request_is_refused(preview, request_line):
    answer = preview.send(f"{request_line}\r\nHost: localhost:{preview.port}\r\nConnection: close\r\n\r\n".encode())
    assert answer.status == 400
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert is_alive(preview)


def test_s1_02_an_endless_request_line_is_refused(preview):
    answer = preview.send(b"GET /" + b"a" * 10_000_000 + b" HTTP/1.1\r\n\r\n")
    assert answer.status in (0, 400)  # who still sends when the door is shut may not hear the answer
    assert is_alive(preview)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost:1\r\nHost: localhost:2\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
    ],
)
def test_s1_02_a_request_names_one_host(preview, request_):
    assert preview.send(request_).status == 400
    assert is_alive(preview)


@pytest.mark.parametrize("path", ["/../site-secret/secret", "/site-secret/secret", "/-secret/secret", "/secret"])
def test_s1_03_a_folder_beside_is_out_of_reach(preview, path):
    answer = preview.ask(path)
    assert answer.status == 404
    assert SECRET.encode() not in answer.body


def test_s1_04_a_link_out_of_the_folder_stops_the_build_and_shows_nothing_of_it(project):
    made = project({"content/index.md": "Hello.", "assets/a.txt": "a"})
    (made.folder.parent / "outside").write_text(SECRET)
    (made.folder / "assets/out").symlink_to(made.folder.parent / "outside")
    running = Preview(made.folder)
    try:
        answer = running.ask("/assets/out")
        assert answer.status == 503
        assert SECRET.encode() not in answer.body
        assert b"link-leaves-folder" in answer.body
    finally:
        running.stop()


def test_s1_04_a_link_that_turns_outside_after_the_build_gives_nothing(project):
    made = project({"content/index.md": "Hello.", "assets/a.txt": "a"})
    (made.folder.parent / "outside").write_text(SECRET)
    (made.folder / "assets/b.txt").symlink_to("a.txt")
    running = Preview(made.folder, "--poll", "60000")
    try:
        assert running.ask("/assets/b.txt").body == b"a"
        (made.folder / "assets/b.txt").unlink()
        (made.folder / "assets/b.txt").symlink_to(made.folder.parent / "outside")
        answer = running.ask("/assets/b.txt")
        assert (answer.status, SECRET.encode() in answer.body) == (404, False)
    finally:
        running.stop()


HIDDEN = [
    "/.git/config", "/.env", "/.polyphony/notes", "/polyphony.yaml", "/polyphony.yml", "/authors.yml",
    "/private/names.yaml", "/content/index.md", "/unused.docx", "/media/unused.docx", "/.preview/",
    "/.preview/preview.py",    "/.preview/vendor/idiomorph.js", "/.preview/../preview.js",
]  # fmt: skip


@pytest.mark.parametrize("path", HIDDEN)
def test_s1_05_only_what_a_build_makes_is_served(preview, path):
    answer = preview.ask(path)
    assert answer.status == 404
    assert SECRET.encode() not in answer.body


@pytest.mark.parametrize("path", ["/part/", "/assets/", "/design/", "/media/"])
def test_s1_05_a_folder_is_never_listed(preview, path):
    answer = preview.ask(path)
    assert answer.status == 404
    assert b"sound.mp3" not in answer.body


def test_s1_06_it_listens_on_this_machine_alone(preview):
    bound = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            address, port = line.split()[1].split(":")
            if int(port, 16) == preview.port and line.split()[3] == "0A":
                bound.add(address)
    if not bound:
        pytest.skip("only Linux tells who listens where")
    assert bound <= {"0100007F", "00000000000000000000000001000000"}
    assert "Warning" not in preview.said


def test_s1_06_listening_elsewhere_is_warned_of_each_time(project):
    made = project({"content/index.md": "Hello."})
    running = Preview(made.folder, "--host", "127.0.0.2")
    try:
        warnings = [line for line in running.lines if line.startswith("Warning: ")]
        assert len(warnings) == 1
        assert "whoever is in the same network" in warnings[0]
        assert "drafts" in warnings[0]
    finally:
        assert running.stop() == 130


def test_s1_06_no_setting_can_open_it(project):
    made = project({"content/index.md": "Hello.", "polyphony.yaml": SETTINGS + "serve: {host: 0.0.0.0}\n"})
    running = Preview(made.folder)
    try:
        assert "unknown-key" in running.said
    finally:
        running.stop()


HOSTS = {
    "localhost:PORT": 200, "127.0.0.1:PORT": 200, "[::1]:PORT": 200, "LOCALHOST:PORT": 200,
    "evil.example:PORT": 403, "evil.example": 403, "localhost": 403, "localhost:1": 403, "evil-localhost:PORT": 403,
    "localhost.evil.example:PORT": 403, "desk.local.evil.example:PORT": 403, "evil-desk.local:8000": 403,
    "127.0.0.1.evil.example:PORT": 403, "10.0.0.1:PORT": 403, "0.0.0.0:PORT": 403, "localhost:PORT@evil": 403,
}  # fmt: skip


@pytest.mark.parametrize(("host", "status"), HOSTS.items())
def test_s1_07_a_foreign_host_is_refused(preview, host, status):
    assert preview.ask("/", host=host.replace("PORT", str(preview.port))).status == status
    assert preview.ask("/.preview/preview.js", host=host.replace("PORT", str(preview.port))).status == status


def test_s1_07_a_name_is_allowed_exactly(project):
    made = project({"content/index.md": "Hello."})
    running = Preview(made.folder, "--allow-host", "Desk.local")
    try:
        statuses = {
            name: running.ask("/", host=f"{name}:{running.port}").status for name in ("desk.local", "a.desk.local")
        }
        assert statuses == {"desk.local": 200, "a.desk.local": 403}
    finally:
        running.stop()


STRANGERS = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://1.2.3.4"},
    {"Origin": "https://localhost:PORT"},
    {"Origin": "http://localhost"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
]


@pytest.mark.parametrize("headers", STRANGERS, ids=str)
@pytest.mark.parametrize(
    "path", ["/.preview/events?page=index.html", "/%2epreview/events?page=index.html", "/.preview/edit"]
)
def test_s1_08_strangers_get_no_news(preview, headers, path):
    answer = preview.ask(path, **{name: value.replace("PORT", str(preview.port)) for name, value in headers.items()})
    assert answer.status == 403


@pytest.mark.parametrize("path", ["/", "/polyphony.json", "/.preview/preview.js", "/.preview/events?page=", "/none"])
def test_s1_08_no_other_page_may_read_anything(preview, path):
    answer = preview.ask(path, Origin="http://evil.example")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_s1_08_a_page_of_its_own_gets_news(preview):
    news = preview.listen()
    try:
        assert news.next()["version"]
    finally:
        news.close()


def digest(folder):
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/part/one/", "/none", "/.preview/edit?path=polyphony.yaml"])
def test_s1_09_it_can_only_be_read(preview, method, path):
    before = digest(preview.folder)
    answer = preview.ask(path, method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert digest(preview.folder) == before


HEADERS = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}
ANSWERS = {
    "/": 200, "/index.html": 200, "/part/one/": 200, "/part/one": 302, "/none": 404, "/assets/sound.mp3": 200,
    "/polyphony.json": 200, "/design/style.css": 200, "/.preview/preview.js": 200, "/.preview/none": 404,
    "/media/picture.png": 200, "/.preview/edit?path=polyphony.yaml": 403, "/%00": 400,
}  # fmt: skip


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
def test_s1_10_every_answer_carries_the_headers(preview, path, status):
    answer = preview.ask(path)
    assert answer.status == status
    assert HEADERS.items() <= answer.headers.items()
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert not [word for word in policy.split() if word.startswith(("http", "*"))]
    if status in (200, 404) and answer.headers["content-type"].startswith("text/"):
        assert "charset=utf-8" in answer.headers["content-type"]


def test_a_head_request_says_the_same_and_sends_nothing(preview):
    get, head = preview.ask("/part/one/"), preview.ask("/part/one/", method="HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == str(len(get.body))


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=99-", 416, b""),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_a_recording_can_be_read_in_parts(preview, wanted, status, body):
    answer = preview.ask("/assets/sound.mp3", Range=wanted)
    assert (answer.status, answer.body) == (status, body)


def test_a_hundred_tabs_come_and_go(preview):
    place = f"/proc/{preview.process.pid}/fd"
    if not os.path.isdir(place):
        pytest.skip("only Linux counts a process's open files")
    preview.ask("/")
    before = len(os.listdir(place))
    tabs = [preview.listen() for _ in range(100)]
    assert all(tab.next()["version"] for tab in tabs)
    assert len(os.listdir(place)) >= before + 100
    for tab in tabs:
        tab.close()
    until(lambda: len(os.listdir(place)) <= before, "the connections' end")
    assert is_alive(preview)
