"""Real dialogue and texts in many scripts (../shared/corpus/open) into publications: files by path.

Plays and parliaments (TEI, Bosak's XML, JSON), interviews (CSV), captions (SRT, VTT), the Analects, and one declaration
in many languages. Each function takes a file and returns what a folder of Polyphony's would hold.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Files = dict[str, str]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-.!|$^~@:()\"'=])")


class Said(NamedTuple):
    """A turn (`who` are names), or a narration where nobody speaks. Each line of `lines` is a line of its own."""

    who: tuple[str, ...]
    lines: tuple[str, ...]
    themes: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Write a text so that Markdown takes nothing in it for markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


class Cast:
    """The people of a publication, by the name that the source gives them."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.ids: dict[str, str] = {}

    def add(self, key: str, name: str = "", role: str = "participant") -> str:
        if key not in self.ids:
            ascii_name = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().lower()
            slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:24]
            slug = slug if slug[:1].isalpha() and slug != "all" else f"person-{len(self.ids) + 1}"
            while slug in self.people:
                slug += "-x"
            self.ids[key] = slug
            self.people[slug] = {"name": name or key, "role": role}
        return self.ids[key]


def exchange(said: list[Said], cast: Cast, anchor: str, **attributes: str) -> str:
    """Write a conversation; what nobody says is narration, each stretch of it one."""
    stated = "".join(f' {key}="{value}"' for key, value in attributes.items())
    blocks = []
    for one in said:
        text = "\\\n".join(plain(line) for line in one.lines if line.strip()) or "…"
        if not one.who:
            blocks.append(f"::: narration\n{text}\n:::")
            continue
        ids = " ".join(cast.add(name) for name in one.who)
        label = " & ".join(cast.add(name) for name in one.who)
        themes = f' theme="{" ".join(one.themes)}"' if one.themes else ""
        blocks.append(f'[{label}:]{{by="{ids}"{themes}}} {text}' if themes else f"{label}: {text}")
    while blocks and blocks[-1].startswith(":::"):
        blocks.pop()
    return f"::: {{.exchange #{anchor}{stated}}}\n" + "\n\n".join(blocks) + "\n:::"


def publication(title: str, language: str, cast: Cast, pages: list[tuple[str, str]], **more: Any) -> Files:
    """Lay pages (title, Markdown) into a folder; somebody has to be an author, if only "the editors"."""
    if not any(one["role"] == "author" for one in cast.people.values()):
        cast.add("editors", more.pop("editors", "The editors"), "author")
    settings = {"title": title, "language": language, "people": cast.people, **more}
    files = {"polyphony.yaml": yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)}
    for number, (heading, text) in enumerate(pages):
        name = "index" if number == 0 else f"part-{number + 1}"
        front = yaml.safe_dump({"title": plain(heading)}, allow_unicode=True)
        files[f"content/{name}.md"] = f"---\n{front}---\n\n{text}\n"
    return files


def local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def text_of(element: ET.Element, leave_out: tuple[str, ...] = ()) -> str:
    parts = [element.text or ""]
    for child in element:
        if local(child) not in leave_out:
            parts.append(text_of(child, leave_out))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def tei_play(path: Path) -> Files:
    """A play in TEI: a page an act (or whatever it is divided into), an exchange a scene."""
    root = ET.parse(path).getroot()
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang", "en")
    find = {local(element): element for element in reversed(list(root.iter()))}
    cast = Cast()
    for author in root.iter():
        if local(author) == "author":
            name = next((e for e in author.iter() if local(e) == "persName"), author)
            cast.add("author", text_of(name), "author")
            break
    names: dict[str, str] = {}
    for speech in root.iter():
        if local(speech) == "sp":
            speaker = next((text_of(e) for e in speech if local(e) == "speaker"), "")
            for who in speech.get("who", "#unknown").split():
                names.setdefault(who.lstrip("#"), speaker.rstrip(".:,") or who.lstrip("#"))
    for key, name in names.items():
        cast.add(key, name)
    pages = []
    parts = [part for part in find["body"] if local(part).startswith("div")]
    for number, part in enumerate(parts or [find["body"]], 1):
        whole = any(local(element) == "sp" for element in part)  # some acts are divided in part only
        inner = [part] if whole else [scene for scene in part if local(scene).startswith("div")] or [part]
        blocks = []
        for count, scene in enumerate(inner, 1):
            head = next((text_of(e) for e in scene if local(e) == "head"), "")
            said = [one for e in scene.iter() if (one := _tei_said(e))]
            if head and scene is not part:
                blocks.append(f"## {plain(head)}")
            if any(one.who for one in said):
                blocks.append(exchange(said, cast, f"scene-{number}-{count}"))
        heading = next((text_of(e) for e in part if local(e) == "head"), part.get("type", "") or str(number))
        pages.append((heading, "\n\n".join(blocks)))
    return publication(text_of(find["title"]), language, cast, pages)


def _tei_said(element: ET.Element) -> Said | None:
    if local(element) == "sp":
        lines = tuple(text_of(e) for e in element.iter() if local(e) in ("l", "p"))
        return Said(tuple(who.lstrip("#") for who in element.get("who", "#unknown").split()), lines)
    if local(element) == "stage" and element.text and not element.text.startswith("("):
        return Said((), (text_of(element),))
    return None


def bosak_play(path: Path) -> Files:
    """A play as Jon Bosak marks it up; several speakers may say one speech."""
    root = ET.parse(path).getroot()
    cast = Cast()
    cast.add("author", "William Shakespeare", "author")
    pages = []
    for number, act in enumerate(root.findall("ACT"), 1):
        blocks = []
        for count, scene in enumerate(act.findall("SCENE"), 1):
            said = []
            for element in scene:
                if element.tag == "SPEECH":
                    who = tuple((e.text or "All of them").title() for e in element.findall("SPEAKER"))
                    who = tuple("Everybody" if name == "All" else name for name in who)
                    said.append(Said(who, tuple(text_of(e) for e in element.findall("LINE"))))
                elif element.tag == "STAGEDIR":
                    said.append(Said((), (text_of(element),)))
            blocks += [f"## {plain(scene.findtext('TITLE') or '')}", exchange(said, cast, f"scene-{number}-{count}")]
        pages.append((act.findtext("TITLE") or str(number), "\n\n".join(blocks)))
    return publication(root.findtext("TITLE") or "", "en", cast, pages)


def parliament(path: Path) -> Files:
    """A day of a parliament (ParlaMint's TEI): a page a sitting."""
    root = ET.parse(path).getroot()
    cast = Cast()
    pages = []
    sittings = [element for element in root.iter() if local(element) == "div"]
    for number, sitting in enumerate(sittings, 1):
        said = []
        for element in sitting:
            if local(element) == "u":
                name = element.get("who", "#?").lstrip("#").replace(".", " ")
                said.append(Said((name,), tuple(text_of(e) for e in element if local(e) == "seg")))
            elif local(element) == "note" and element.text:
                said.append(Said((), (element.text,)))
        if any(one.who for one in said):
            pages.append((f"{number}. oturum", exchange(said, cast, f"sitting-{number}", date="2018-07-07")))
    return publication("Türkiye Büyük Millet Meclisi", "tr", cast, pages, editors="Tutanak")


def congress(path: Path) -> Files:
    """A page of the Congressional Record (JSON)."""
    record = json.loads(path.read_text("utf-8"))
    cast = Cast()
    said = [
        Said((item["speaker"],) if item["kind"] == "speech" else (), tuple(item["text"].split("\n\n")))
        for item in record["content"]
        if item["text"].strip()
    ]
    return publication(record["doc_title"], "en-US", cast, [(record["title"], exchange(said, cast, "record"))])


def interview(path: Path) -> Files:
    """An oral history (CSV: speaker, words, tags); after the first time, a speaker is named by initials."""
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    cast = Cast()
    short: dict[str, str] = {}
    themes: dict[str, str] = {}
    said: list[Said] = []
    last = ""
    for row in rows:
        name = (row["speaker"] or "").strip() or last
        if " " in name:
            short["".join(word[0] for word in name.split())] = name
        name = short.get(name, name)
        last = name
        tags = [tag.strip() for tag in (row["tags"] or "").split(";") if tag.strip()]
        ids = {re.sub(r"[^a-z0-9]+", "-", tag.lower()).strip("-"): tag for tag in tags}
        themes.update(ids)
        said.append(Said((name,), (row["words"],), tuple(ids)))
    title = path.stem.replace("_", ", ").title()
    more: dict[str, Any] = {"themes": themes} if themes else {}
    return publication(title, "en-US", cast, [(title, exchange(said, cast, "talk", medium="interview"))], **more)


def captions(path: Path) -> Files:
    """Captions (SRT with "Name: …", or VTT with voices): cues by one speaker are one turn."""
    cast = Cast()
    said: list[Said] = []
    name = "Speaker"
    for cue in re.split(r"\r?\n\r?\n", path.read_text("utf-8")):
        lines = [line for line in cue.splitlines() if line.strip() and "-->" not in line and not line.isdigit()]
        text = " ".join(line for line in lines if not line.startswith(("WEBVTT", "NOTE", "STYLE", "::cue")))
        voice = re.match(r"<v ([^>]+)>|([A-Z][a-z]+): ", text)
        if voice and (voice[1] or voice[2]) != name:
            name = voice[1] or voice[2]
            said.append(Said((name,), ()))
        words = re.sub(r"<[^>]*>", "", text.removeprefix(voice[0]) if voice else text)
        if words and said:
            said[-1] = Said(said[-1].who, (*said[-1].lines, words))
    joined = [Said(one.who, (" ".join(one.lines),)) for one in said]
    return publication(path.stem, "en", cast, [(path.stem, exchange(joined, cast, "podcast"))])


def analects(path: Path, chapters: int = 20) -> Files:
    """The Analects (JSON): whoever is said to speak (曰) first speaks the whole paragraph."""
    cast = Cast()
    cast.add("editors", "弟子", "author")
    pages = []
    for number, chapter in enumerate(json.loads(path.read_text("utf-8"))[:chapters], 1):
        blocks = []
        for place, paragraph in enumerate(chapter["paragraphs"], 1):
            found = re.match(r"([^，。：“]{1,5}?)(?:问.{0,6})?曰：(.*)", paragraph)
            by = cast.add(found[1]) if found else "editors"
            text = found[2] if found else paragraph
            blocks.append(f"::: {{#p{number}-{place} by={by}}}\n{plain(text)}\n:::")
        pages.append((chapter["chapter"], "\n\n".join(blocks)))
    return publication("論語", "zh", cast, pages)


def declaration(paths: list[Path]) -> Files:
    """One declaration in many languages: each is a person who says it, article by article, side by side by pairs."""
    cast = Cast()
    pages = []
    for path in sorted(paths):
        root = ET.parse(path).getroot()
        language = root.get("{http://www.w3.org/XML/1998/namespace}lang", "en").replace("-polyton", "-polyton")
        by = cast.add(root.get("n", language), root.get("n", language), "author")
        blocks = []
        for article in root.iter():
            if local(article) not in ("article", "preamble"):
                continue
            title = next((text_of(e) for e in article if local(e) == "title"), "")
            paragraphs = [text_of(e) for e in article.iter() if local(e) == "para"]
            body = "\n\n".join(plain(paragraph) for paragraph in paragraphs)
            if title and body:
                blocks.append(f"## {plain(title)}\n\n::: {{by={by} mode=descriptive}}\n{body}\n:::")
        heading = next((text_of(e) for e in root if local(e) == "title"), language)
        pages.append((heading, f"lang: {language}\n\x00" + "\n\n".join(blocks)))
    files = publication("One declaration", "en", cast, pages)
    for name, text in files.items():
        if "\x00" in text:  # each page states its own language
            front, _, body = text.partition("\x00")
            head, _, lang = front.rpartition("---\n\n")
            files[name] = f"{head}{lang}---\n\n{body}"
    return files


def together(parts: dict[str, Files], title: str, language: str = "en") -> Files:
    """Several publications as one, each a folder of it, everybody on one list of people."""
    people: dict[str, Any] = {}
    themes: dict[str, str] = {}
    files: Files = {}
    for name, part in parts.items():
        settings = yaml.safe_load(part["polyphony.yaml"])
        renamed = {old: f"{name}-{old}" for old in settings["people"]}
        people.update({renamed[old]: person for old, person in settings["people"].items()})
        themes.update(settings.get("themes", {}))
        for path, text in part.items():
            if path.startswith("content/"):
                changed = re.sub(r"(?m)^(\[?)([a-z0-9-]+(?: & [a-z0-9-]+)*):", _prefixer(renamed), text)
                changed = re.sub(r'by="?([a-z0-9 -]+?)"?(?=[ }])', _by_prefixer(renamed), changed)
                changed = re.sub(r"#((?:scene|sitting|p|record|talk|podcast)[\w-]*)", rf"#{name}-\1", changed)
                front = f"---\nauthors: [{name}-{_author(settings)}]\nlang: {settings['language']}\n"
                place = path.replace("content/", f"content/{name}/")
                files[place] = changed.replace("---\n", front, 1)
    files["content/index.md"] = "Plays, parliaments, interviews.\n"
    shared = {"title": title, "language": language, "people": people}
    if themes:
        shared["themes"] = themes
    files["polyphony.yaml"] = yaml.safe_dump(shared, allow_unicode=True, sort_keys=False)
    return files


def _author(settings: dict[str, Any]) -> str:
    return next(one for one, person in settings["people"].items() if person["role"] == "author")


def _prefixer(renamed: dict[str, str]) -> Any:
    def prefix(match: re.Match[str]) -> str:
        names = match[2].split(" & ")
        if not all(name in renamed for name in names):
            return match[0]
        return f"{match[1]}{' & '.join(renamed[name] for name in names)}:"

    return prefix


def _by_prefixer(renamed: dict[str, str]) -> Any:
    def prefix(match: re.Match[str]) -> str:
        return 'by="' + " ".join(renamed.get(name, name) for name in match[1].split()) + '"'

    return prefix
