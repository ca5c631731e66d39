"""What is written of a publication, judged by the schemas and validators of those who made the formats."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from datacite import schema45
from environment import (
    ROOT,
    examples_or,
    require_cffconvert,
    require_crate_validator,
    require_csl_schema,
    require_npm_part,
    require_program,
    require_shared,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.publications import HOSTILE, article, example, made_by
from tests.sites import SETTINGS, site

TALK = """\
::: {.exchange #talk medium=email date=2022-11 theme=time}
Wren: Hope your "day" </script> is going well & <b>good</b>. \\u2028

Rea (2022-11-03 09:41): It is. You wrote: [like a crab]{by=writer mode=creative}.

::: {.narration by=all}
Later:
:::

[Wren:]{mode="creative evocative" date=2023-01-09} Call me Thomas 😭
:::

::: {by=guest mode=analytical when="Later still" re=talk lang=cy}
Not sure who said this.
:::
"""


def small(**more: Any) -> dict[str, bytes]:
    """Two pages, one a conversation, with settings of all kinds."""
    text = SETTINGS + (yaml.safe_dump(more, allow_unicode=True) if more else "")
    return site(
        {"polyphony.yaml": text, "content/index.md": TALK, "content/b.md": "---\ndate: 2023-05\n---\n# B\n\nIt."}
    )


FULL: dict[str, Any] = {
    "subtitle": "a & b", "published": "2025-08-13", "updated": "2025-09", "doi": "10.14324/RFA.09.1.10",
    "license": "CC-BY-4.0", "abstract": "One *two* & three.", "keywords": ["a", "a", "b, c"],
    "container": {"title": "A Journal", "volume": 9, "issue": "1", "locator": "10", "issn": "2399-8121",
                  "publisher": "A & Sons"},
    "collectives": {"us": {"name": "We, the two", "members": ["writer", "reader"]}},
    "byline": {"order": "collective", "collective": "us", "equal": "all"},
}  # fmt: skip
ODD: dict[str, dict[str, Any]] = {
    "full": FULL,
    "bare": {},
    "year": {"published": "1999"},
    "book": {"kind": "book", "published": "2020-02", "container": {"publisher": "P", "isbn": "978-3-16-148410-0"}},
    "journal": {"kind": "journal", "published": "2020",
                "byline": {"order": "rotating", "equal": [["writer", "reader"]]}},
    "collection": {"kind": "collection", "published": "2020", "license": {"name": "Ours & theirs"}},
    "odd doi": {"published": "2020", "doi": "10.1002/a+b"},
    "marked": {"kind": "article", "published": "2020", "license": "CC-PDM-1.0",
               "byline": {"order": "shuffled", "seed": "s", "mark": True}},
    "arabic": {"language": "ar", "published": "2020-02-29"},
}  # fmt: skip


@pytest.fixture(scope="module")
def publications() -> dict[str, dict[str, bytes]]:
    """Sites by name: each setting that matters, every kind of name, the checkout's example, the corpus' article."""
    made = {name: small(**more) for name, more in ODD.items()}
    made["names"] = made_by(HOSTILE, url="https://example.org/")
    made["example"] = example()
    if (ROOT.parent / "shared" / "corpus" / "heart-of-the-matter").exists():
        made["article"] = article()
    return made


def each(publications: dict[str, dict[str, bytes]], ending: str) -> list[tuple[str, bytes]]:
    found = [
        (f"{name}/{path}", content)
        for name, made in publications.items()
        for path, content in made.items()
        if path.endswith(ending)
    ]
    assert len(found) > 10
    return found


def test_the_corpus_was_judged() -> None:
    require_shared("corpus/heart-of-the-matter")


def check_csl(content: bytes) -> None:
    schema = json.loads(require_csl_schema().read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(content))


def test_csl_json_fits_its_schema(publications) -> None:
    for _, content in each(publications, "csl.json"):
        check_csl(content)


def check_cff(content: bytes) -> None:
    schema = json.loads(require_shared("corpus/open/conformance/cff/schema-1.2.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(yaml.safe_load(content))


def test_cff_fits_its_schema(publications) -> None:
    for _, content in each(publications, "CITATION.cff"):
        check_cff(content)


def refused_by_cffconvert(contents: list[bytes], folder: Path) -> list[str]:
    """What `cffconvert --validate` says of each that it doesn't take; its command is called again and again."""
    for number, content in enumerate(contents):
        (folder / f"{number:04}.cff").write_bytes(content)
    command = [str(Path(require_cffconvert()).with_name("python")), str(ROOT / "tests" / "judge_citation.py")]
    files = sorted(map(str, folder.glob("*.cff")))
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert f"{len(files)} judged" in done.stdout, done.stderr
    return done.stdout.splitlines()[:-1]


def test_cffconvert_finds_nothing(publications, tmp_path) -> None:
    found = [content for _, content in each(publications, "CITATION.cff")]
    assert refused_by_cffconvert(found, tmp_path) == []


def test_cffconvert_finds_what_is_wrong(tmp_path) -> None:
    assert len(refused_by_cffconvert([b"cff-version: 1.2.0\ntitle: A\nmessage: B\nauthors: []\n"], tmp_path)) == 1


def check_datacite(content: bytes) -> None:
    record = json.loads(content)
    schema45.validator.validate(record)
    assert schema45.tostring({**record, "identifiers": []})


def test_datacite_json_fits_datacites_schema(publications) -> None:
    for _, content in each(publications, "datacite.json"):
        check_datacite(content)


def datacite_xsd() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(require_shared("corpus/open/conformance/datacite/kernel-4.6/metadata.xsd")))


def test_datacite_xml_fits_datacites_schema(publications) -> None:
    schema = datacite_xsd()
    for path, content in each(publications, "datacite.xml"):
        assert schema.validate(etree.fromstring(content)), (path, schema.error_log)


def test_json_and_xml_of_datacite_say_the_same(publications) -> None:
    for path, content in each(publications, "datacite.json"):
        name, _, file = path.partition("/")
        tree = etree.fromstring(publications[name][file.replace(".json", ".xml")])
        space = "{http://datacite.org/schema/kernel-4}"
        assert [one.text for one in tree.iter(f"{space}creatorName")] == [
            one["name"] for one in json.loads(content)["creators"]
        ]
        stated = {one.text for one in tree.iter(f"{space}description")}
        assert stated == {one["description"] for one in json.loads(content).get("descriptions", ())}


def test_without_a_year_there_is_no_record_that_needs_one() -> None:
    made = {path for path in small() if path.endswith(("datacite.json", "datacite.xml", "ro-crate-metadata.json"))}
    assert made == {
        f"metadata/pages/b/{name}" for name in ("datacite.json", "datacite.xml", "ro-crate-metadata.json")
    } | {f"metadata/{name}" for name in ("datacite.json", "datacite.xml", "ro-crate-metadata.json")} | {
        f"metadata/pages/index/{name}" for name in ("datacite.json", "datacite.xml", "ro-crate-metadata.json")
    } | {"ro-crate-metadata.json"}
    undated = site({"polyphony.yaml": SETTINGS, "content/index.md": TALK})
    assert not [path for path in undated if "datacite" in path or "ro-crate" in path]
    assert "metadata/CITATION.cff" in undated


CRATES = {"full": "metadata", "names": "", "marked": "metadata/pages/b", "article": "", "example": "metadata"}
"""A crate out of each of some publications: the site's own (its root), the publication's metadata, a page's."""


def test_crates_conform(publications, tmp_path) -> None:
    for name in CRATES:
        for path, content in publications.get(name, {}).items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    check_crates([tmp_path / name / folder for name, folder in CRATES.items() if name in publications])


def check_crates(folders: list[Path]) -> None:
    """Let roc-validator judge crates in folders."""
    context = require_shared("corpus/open/conformance/ro-crate/context-1.2.jsonld")
    command = [require_crate_validator(), str(ROOT / "tests" / "judge_crate.py"), str(context), *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[-2] == f"{len(folders)} conform", done.stdout + done.stderr


def test_types_of_schema_org_fit(publications, tmp_path) -> None:
    assert misfits([content for _, content in each(publications, "schema-org.jsonld")], tmp_path) == ""


def test_a_type_that_does_not_fit_is_found(tmp_path) -> None:
    wrong = b'{"@context": "https://schema.org", "@graph": [{"@type": "Person", "authors": "nobody"}]}'
    assert "authors" in misfits([wrong], tmp_path)


def misfits(graphs: list[bytes], folder: Path) -> str:
    """What TypeScript says of graphs by the types of schema-dts; empty where all fit."""
    require_npm_part("schema-dts/dist/schema.d.ts")
    compiler = require_npm_part(".bin/tsc")
    require_program("node", "nodejs")
    lines = ['import type { Graph } from "schema-dts";']
    lines += [f"export const page{number}: Graph = {one.decode().strip()};" for number, one in enumerate(graphs)]
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "pages.ts").write_text("\n".join(lines), encoding="utf-8")
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "pages.ts"]
    done = subprocess.run([str(compiler), *options], capture_output=True, text=True, check=False, cwd=folder)
    assert (done.returncode == 0) == (done.stdout == ""), done.stderr
    return done.stdout[:4000]


def test_every_term_is_schema_orgs(publications) -> None:
    terms = json.loads(require_shared("corpus/open/conformance/schemaorg/schemaorgcontext-30.0.jsonld").read_text())
    known = set(terms["@context"])

    def names(value: Any) -> set[str]:
        match value:
            case dict():
                return set(value) | {name for item in value.values() for name in names(item)}
            case list():
                return {name for item in value for name in names(item)}
            case _:
                return set()

    for path, content in each(publications, "schema-org.jsonld"):
        found = names(json.loads(content)) - {"@context", "@graph", "@id", "@type"}
        assert found <= known, (path, found - known)
        assert b"@list" not in content


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=30).map(str.strip)
NAME = TEXT.filter(bool)
PERSON = st.one_of(
    st.fixed_dictionaries({"name": NAME}),
    st.fixed_dictionaries({"given": NAME, "family": NAME}, optional={"particle": NAME, "suffix": NAME}),
)
MORE = st.fixed_dictionaries(
    {"published": st.sampled_from(["2025-08-13", "2025-08", "2025", None])},
    optional={
        "kind": st.sampled_from(["article", "book", "collection", "journal"]),
        "license": st.sampled_from(["CC-BY-4.0", "CC-PDM-1.0", "MIT"]),
        "doi": st.just("10.1234/ab(c)/d"),
        "url": st.just("https://example.org/a/"),
        "keywords": st.lists(NAME, max_size=3),
        "container": st.fixed_dictionaries(
            {"title": NAME}, optional={"volume": NAME, "issue": NAME, "publisher": NAME}
        ),
        "language": st.sampled_from(["en-GB", "cy", "ar", "zh-Hant"]),
        "byline": st.sampled_from(
            [
                {"order": "alphabetical", "equal": "all"},
                {"order": "rotating", "by": "given", "equal": [["reader", "writer"]]},
                {"order": "shuffled", "seed": "x", "mark": True},
                {"order": "collective", "collective": "us"},
            ]
        ),
    },
)


SPOKEN = f"{TALK}\n::: {{by=writer}}\nA passage, of [the other]{{by=reader}}.\n:::\n"
WAYS = settings(max_examples=examples_or(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_whatever_is_published_is_valid(tmp_path) -> None:
    """Schemas see each publication as it is made; the judges that are slow to start see all of them at the end."""
    cff: list[bytes] = []
    graphs: list[bytes] = []
    crates: list[Path] = []

    @WAYS
    @given(st.lists(PERSON, min_size=2, max_size=6), MORE, st.sampled_from(["Text.", SPOKEN]))
    def publish(people: list[dict[str, Any]], more: dict[str, Any], text: str) -> None:
        ids = ["writer", "reader", *(f"p{number}" for number in range(len(people) - 2))]
        declared = {id: dict(person) for id, person in zip(ids, people, strict=True)}
        declared["writer"]["aliases"], declared["reader"]["aliases"] = ["Wren"], ["Rea"]
        declared["guest"] = {"name": "a guest", "role": "participant"}
        settings = {"title": "A & B", "people": declared, "themes": {"time": "Time"}}
        settings |= {key: value for key, value in more.items() if value is not None}
        settings["collectives"] = {"us": {"name": "We & us", "members": ["reader", "writer"]}}
        settings["build"] = {"outputs": ["csl", "cff", "datacite", "jsonld", "ro-crate"]}
        made = site({"polyphony.yaml": json.dumps(settings, ensure_ascii=False), "content/index.md": text})
        check_csl(made["metadata/csl.json"])
        check_cff(made["metadata/CITATION.cff"])
        if more["published"]:
            check_datacite(made["metadata/datacite.json"])
            assert datacite_xsd().validate(etree.fromstring(made["metadata/datacite.xml"]))
            for place in ("metadata", "metadata/pages/index"):
                crates.append(tmp_path / str(len(crates)))
                crates[-1].mkdir()
                name = "ro-crate-metadata.json"
                listed = json.loads(made[f"{place}/{name}"])["@graph"]
                for one in listed:
                    file = f"{place}/{one['@id']}"
                    if file in made:
                        (crates[-1] / one["@id"]).write_bytes(made[file])
        cff.append(made["metadata/CITATION.cff"])
        graphs.extend(content for path, content in made.items() if path.endswith("schema-org.jsonld"))
        whole = more.get("byline", {}).get("order") == "collective"
        assert len(json.loads(made["metadata/schema-org.jsonld"])["@graph"][0]["author"]) == len(people) + whole

    publish()
    assert len(graphs) > 20
    assert len(crates) > 10
    assert refused_by_cffconvert(cff, tmp_path) == []
    assert misfits(graphs, tmp_path) == ""
    check_crates(crates[:: len(crates) // 6])  # each takes seconds


def test_the_same_order_everywhere(publications) -> None:
    for name, made in publications.items():
        for path in [path for path in made if path.endswith("csl.json")]:
            folder = str(Path(path).parent)
            crate, graph = made.get(f"{folder}/ro-crate-metadata.json"), json.loads(made[f"{folder}/schema-org.jsonld"])
            order = [author["@id"].rpartition("#")[2] for author in graph["@graph"][0]["author"]]
            displays = {
                node["@id"].rpartition("#")[2]: node["name"]
                for node in graph["@graph"]
                if node["@type"] in ("Person", "Organization")
            }
            cff = yaml.safe_load(made[f"{folder}/CITATION.cff"])
            assert len(cff["authors"]) == len(order), (name, path)
            assert [one.get("name") for one in cff["authors"] if "name" in one] == [
                displays[id] for id, one in zip(order, cff["authors"], strict=True) if "name" in one
            ]
            if crate:
                root = json.loads(crate)["@graph"][1]
                assert [author["@id"].removeprefix("#") for author in root["author"]] == order
