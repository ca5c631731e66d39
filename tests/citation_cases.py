"""Works of every kind, none of which was ever written, as CSL-JSON; and citations of all of them."""

# ruff: noqa: E501 - a table is read by its lines

from __future__ import annotations

from typing import Any

__all__ = ["CITATIONS", "RECORDS"]


def _date(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def _work(key: str, kind: str, author: list[Any], year: Any, title: str, **more: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": key,
        "type": kind,
        "title": title,
        **{k.replace("_", "-"): v for k, v in more.items()},
    }
    if author:
        record["author"] = [_name(one) for one in author]
    if year is not None:
        record["issued"] = _date(*year) if isinstance(year, tuple) else _date(year)
    return record


def _name(name: Any) -> dict[str, Any]:
    if isinstance(name, dict):
        return name
    family, _, given = name.partition(", ")
    return {"family": family, "given": given} if given else {"literal": family}


_GOGH = {"family": "Gogh", "given": "Vera", "non-dropping-particle": "van"}
_BEAU = {"family": "Beauville", "given": "Simone", "dropping-particle": "de"}
_JR = {"family": "Senior", "given": "Paul Q.", "suffix": "Jr."}
_WEB = {"URL": "https://www.example.org/a?b=c&d=e", "accessed": _date(2025, 5, 6)}

RECORDS = [
    _work("book", "book", ["Alder, Ann"], 1982, "A book of trees", publisher="Example Press", publisher_place="Leeds"),
    _work("edition", "book", ["Birch, Bo", "Cedar, Cy"], 2001, "A second book", edition="2", publisher="Example Press"),
    _work("edited", "book", [], 2003, "An edited book", editor=[_name("Doe, Di"), _name("Elm, Ed")], publisher="Press"),
    _work("one-editor", "book", [], 2004, "A book with one editor", editor=[_name("Fir, Fay")], publisher="Press"),
    _work("translated", "book", [_BEAU], 1949, "A translated book", translator=[_name("Gum, Gil")], publisher="Press"),
    _work("volume", "book", ["Hazel, Hal"], 1990, "A work in volumes", volume="3", publisher="Press"),
    _work("series", "book", ["Ivy, Ida"], 1991, "A book in a series", collection_title="Books", collection_number="7"),
    _work("chapter", "chapter", ["Ash, Al"], 2007, "A chapter", container_title="The Whole Book", page="54-80",
          editor=[_name("Oak, Olu")], publisher="Example Press", publisher_place="London"),
    _work("chapters", "chapter", ["Ash, Al", "Yew, Yo"], 2008, "Another chapter: With more", container_title="A Whole",
          editor=[_name("Oak, O.P."), _name("Pine, Q."), _name("Rue, R.")], page="250-254", publisher="Press"),
    _work("article", "article-journal", ["Kara-Lee, Jo-Ann"], 2013, "An article", container_title="Journal of Examples",
          volume="13", issue="1", page="3-29", DOI="10.1234/example.1"),
    _work("article-number", "article-journal", ["Lime, Lu"], 2016, "An article with a number", volume="4", number="e17",
          container_title="Journal of Examples", DOI="10.1234/example.2"),
    _work("article-online", "article-journal", ["Maple, Mo"], 2018, "An article online", container_title="J", **_WEB),
    _work("many", "article-journal", ["Nut, N.", "Oak, O.", "Pine, P.", "Quince, Q.", "Rowan, R.", "Sloe, S.", "Teak, T.",
          "Upas, U.", "Vine, V.", "Willow, W."], 2021, "An article by many", container_title="Journal", page="1-14"),
    _work("three", "article-journal", ["Nut, N.", "Oak, O.", "Pine, P."], 2022, "An article by three", volume="2"),
    _work("question", "article-journal", ["Plum, Pat"], 2010, "An article that asks?", container_title="Journal", volume="1"),
    _work("quotes", "article-journal", ["Plum, Pat"], 2011, "What “quoted words” mean, and ‘others’", volume="2"),
    _work("webpage", "webpage", ["An Institution of Examples"], 2020, "A web page", container_title="A site", **_WEB),
    _work("webpage-no-date", "webpage", ["Quill, Quy"], None, "An undated page", **_WEB),
    _work("webpage-nobody", "webpage", [], (2019, 3, 4), "A page by nobody", container_title="A site", **_WEB),
    _work("blog", "post-weblog", ["Reed, Ro"], (2017, 10, 10), "Everybody is talking about it?", genre="blog",
          container_title="A Foundation", **_WEB),
    _work("report", "report", ["Department of Examples"], 2015, "A report on examples", genre="Research report",
          number="12", publisher="The Office", publisher_place="Cardiff", URL="https://www.example.org/report.pdf"),
    _work("report-event", "report", ["Sage, Sam"], 2014, "A report at a meeting", event_title="The Meeting", genre="report"),
    _work("thesis", "thesis", ["Thyme, Tim"], 2012, "A thesis", genre="PhD thesis", publisher="University of Examples"),
    _work("film", "motion_picture", ["Umber, Una"], 1999, "A film", publisher="Example Films", medium="DVD"),
    _work("talk", "motion_picture", ["Violet, V.I."], (2009, 7), "A talk on film", publisher="Talks", **_WEB),
    _work("directed", "motion_picture", [], 2005, "A directed film", director=[_name("Wren, Wes")], publisher="Films"),
    _work("interview", "interview", ["Xeno, Xi"], (2016, 2, 1), "An interview", interviewer=[_name("Yarrow, Yi")],
          container_title="A Magazine"),
    _work("speech", "speech", ["Zinnia, Zo"], (2013, 6, 20), "A speech", event_title="A Conference", event_place="York"),
    _work("paper", "paper-conference", ["Acer, Abe"], 2011, "A paper", container_title="Proceedings", page="10-23"),
    _work("newspaper", "article-newspaper", ["Bay, Bea"], (2022, 12, 31), "A headline", container_title="The Paper", page="4"),
    _work("magazine", "article-magazine", ["Cone, Con"], (2021, 5), "A story", container_title="The Magazine", page="9"),
    _work("preprint", "article", ["Dock, Dee"], 2023, "A preprint", publisher="An archive", DOI="10.1234/preprint"),
    _work("dataset", "dataset", ["Fern, Flo"], 2024, "A dataset", version="2.1", publisher="A repository", DOI="10.1/d"),
    _work("software", "software", ["Gorse, Gus"], 2024, "A program", version="1.0", URL="https://www.example.org/code"),
    _work("encyclopedia", "entry-encyclopedia", ["Holly, Hew"], 1998, "An entry", container_title="The Encyclopedia"),
    _work("law", "legislation", [], 2010, "An Act of Examples", number="15", container_title="Statutes"),
    _work("letter", "personal_communication", ["Iris, Ian"], (1977, 1, 2), "A letter to a friend", genre="letter"),
    _work("particle", "book", [_GOGH], 1890, "A book with a particle", publisher="Press"),
    _work("suffix", "book", [_JR], 2006, "A book with a suffix", publisher="Press"),
    _work("cyrillic", "book", ["Иванов, Иван"], 1965, "Книга", publisher="Издательство", publisher_place="Москва"),
    _work("chinese", "book", [{"family": "山田", "given": "花子"}], 2000, "本", publisher="出版社", language="ja"),
    _work("arabic", "book", ["مؤلف, كاتب"], 1995, "كتاب", publisher="دار"),
    _work("same-a", "book", ["Pyle, Lo"], 2018, "Alpha", publisher="Press"),
    _work("same-b", "book", ["Pyle, Lo"], 2018, "Beta", publisher="Press"),
    _work("same-later", "book", ["Pyle, Lo"], 2020, "Gamma", publisher="Press"),
    _work("forthcoming", "book", ["Moss, Max"], None, "A coming book", status="forthcoming", publisher="Press"),
    _work("original", "book", ["Old, Oli"], 1995, "A reprint", publisher="Press", **{"original-date": _date(1895)}),
    _work("hostile", "book", ["<b>Bold</b>, <i>Ian</i>"], 2002, "A <script>alert(1)</script> & title", publisher="P & Q"),
]  # fmt: skip

CITATIONS = [
    *(f"[@{{{record['id']}}}]" for record in RECORDS),
    *(f"@{record['id']} [p. 5]" for record in RECORDS[::3]),
    "[see @book, pp. 23-24; also @article, chap. 3; -@thesis]",
    "[@same-a; @same-b; @same-later; @many; @three]",
    "[@book, §3; @edition, vol. 2; @edited, fig. 4; @chapter, l. 7; @film, 99; @law, para. 6]",
    "@book says, and again @book [p. 7; see @edition]",
    "[*e.g.* @book, and *so* on]",
]
