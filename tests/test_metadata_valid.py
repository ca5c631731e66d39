"""What is written of a publication, judged by the schemas and validators of those who made the formats."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from datacite import schema45
from environment import (
    ROOT,
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


@pytest.mark.parametrize("name", ["full", "bare", "names", "example", "article"])
def test_cffconvert_finds_nothing(publications, name, tmp_path) -> None:
    if name not in publications:
        require_shared("corpus/heart-of-the-matter")
    (tmp_path / "CITATION.cff").write_bytes(publications[name]["metadata/CITATION.cff"])
    command = [require_cffconvert(), "--validate", "--infile", str(tmp_path / "CITATION.cff")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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
    context = require_shared("corpus/open/conformance/ro-crate/context-1.2.jsonld")
    for name in CRATES:
        for path, content in publications.get(name, {}).items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    folders = [str(tmp_path / name / folder) for name, folder in CRATES.items() if name in publications]
    command = [require_crate_validator(), str(ROOT / "tests" / "judge_crate.py"), str(context), *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[-2] == f"{len(folders)} conform", done.stdout + done.stderr


def test_types_of_schema_org_fit(publications, tmp_path) -> None:
    require_npm_part("schema-dts/dist/schema.d.ts")
    compiler = require_npm_part(".bin/tsc")
    require_program("node", "nodejs")
    lines = ['import type { Graph } from "schema-dts";']
    for number, (_, content) in enumerate(each(publications, "schema-org.jsonld")):
        lines.append(f"export const page{number}: Graph = {content.decode().strip()};")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "pages.ts").write_text("\n".join(lines), encoding="utf-8")
    command = [
        str(compiler),
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "pages.ts",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[:4000]


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
    {},
    optional={
        "kind": st.sampled_from(["article", "book", "collection", "journal"]),
        "published": st.sampled_from(["2025-08-13", "2025-08", "2025"]),
        "license": st.sampled_from(["CC-BY-4.0", "CC-PDM-1.0", "MIT"]),
        "doi": st.just("10.1234/ab(c)/d"),
        "url": st.just("https://example.org/a/"),
        "keywords": st.lists(NAME, max_size=3),
        "container": st.fixed_dictionaries(
            {"title": NAME}, optional={"volume": NAME, "issue": NAME, "publisher": NAME}
        ),
        "language": st.sampled_from(["en-GB", "cy", "ar", "zh-Hant"]),
        "byline": st.sampled_from([{"order": "alphabetical", "equal": "all"}, {"order": "shuffled", "seed": "x"}]),
    },
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PERSON, min_size=1, max_size=6), MORE)
def test_whatever_is_published_is_valid(people: list[dict[str, str]], more: dict[str, Any]) -> None:
    made = made_by(people, build={"outputs": ["csl", "cff", "datacite", "jsonld"]}, **more)
    checks: dict[str, Callable[[bytes], None]] = {"csl.json": check_csl, "CITATION.cff": check_cff}
    if "metadata/datacite.json" in made:
        checks["datacite.json"] = check_datacite
        assert datacite_xsd().validate(etree.fromstring(made["metadata/datacite.xml"]))
    for name, check in checks.items():
        check(made[f"metadata/{name}"])
    page = json.loads(made["metadata/schema-org.jsonld"])
    assert len(page["@graph"][0]["author"]) == len(people)


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
