"""The reading page as a reader meets it: the bar, print, zoom, colours that are forced or off, no style at all."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from browser.conftest import Browse, Publish
from browser.harness import Site, overflow, violations
from playwright.sync_api import Page, expect

UTTERANCES = ":is(.passage, .turn, .narration, .margin)"
FOCUSABLE = "a[href]:not([tabindex='-1']), button, input, summary, [tabindex='0']"


def styles(page: Page, selector: str, *names: str) -> list[str]:
    """What a browser makes of properties of the first such element."""
    found: list[str] = page.locator(selector).first.evaluate(
        "(one, names) => names.map(name => getComputedStyle(one).getPropertyValue(name))", list(names)
    )
    return found


def speakers(page: Page) -> list[str]:
    """Whose text can be seen, in the order of the page."""
    texts = page.locator(f".flow {UTTERANCES} > .text:visible")
    found: list[str] = texts.evaluate_all("all => all.map(one => one.parentElement.dataset.by || '')")
    return found


def test_without_style_each_turn_says_whose_it_is_before_what_it_says(browse: Browse, example: Site) -> None:  # S4-02
    transcript = example.files["exchanges/the-slat/transcript.txt"].decode().split("\n\n")[1:]
    names = [line.partition(" (")[0] for line in transcript if re.match(r"the \w+.* \(", line)]
    with browse(example, "answers/index.html") as page:
        page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(one => one.remove())")
        text = page.locator("#the-slat").inner_text()
        labels = re.findall(r"^(the \w+(?: & the \w+)?) \(.*?\): ?$", text, re.MULTILINE)
        assert labels == names


def test_each_turn_is_a_list_item_that_begins_with_its_speaker(browse: Browse, example: Site) -> None:  # S4-03
    with browse(example, "answers/index.html") as page:
        items = page.locator("#the-slat .turns").get_by_role("listitem").and_(page.locator(".turns > *"))
        assert items.count() == page.locator("#the-slat .turn").count() > 5
        first = page.locator("#the-slat .turn").evaluate_all("all => all.map(one => one.firstElementChild.className)")
        assert set(first) == {"label"}
        assert page.locator("div[aria-label]:not([role]), p[aria-label], span[aria-label]:not([role])").count() == 0


@pytest.mark.parametrize("layout", ["woven", "side by side"])
def test_what_is_read_first_stands_first(browse: Browse, example: Site, layout: str) -> None:  # S4-04
    with browse(example, "answers/index.html") as page:
        page.get_by_label(layout).check()
        tops = page.locator(".flow > *:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
        assert tops == sorted(tops)
        tops = page.locator(".turn:visible").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
        assert tops == sorted(tops)
        assert page.evaluate("[...document.querySelectorAll('*')].every(one => getComputedStyle(one).order === '0')")
        assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0


def test_at_a_zoom_of_400_percent_nothing_has_to_be_scrolled_sideways(browse: Browse, example: Site) -> None:  # S4-05
    for path in ("index.html", "answers/index.html", "cuts/index.html"):
        with browse(example, path, width=320, height=256) as page:
            page.get_by_label("side by side").check()
            assert overflow(page) <= 0
            page.mouse.wheel(0, 3000)
            expect(page.locator(".reading-bar")).to_be_hidden()


def test_what_is_wider_than_the_page_scrolls_in_a_region_with_a_name(browse: Browse, publish: Publish) -> None:  # S4-05
    cells = " | ".join(["a-rather-long-word"] * 14)
    text = f"| {cells} |\n|{'---|' * 14}\n| {cells} |\n\n```python\n{'x = 1; ' * 60}\n```\n"
    served = publish({"polyphony.yaml": "title: T\npeople: {ana: {name: Ana}}\n", "content/index.md": text})
    with browse(served, "index.html", width=390) as page:
        assert overflow(page) <= 0
        for selector in (".table", ".code"):
            region = page.locator(f".flow {selector}").first
            assert region.evaluate("one => one.scrollWidth > one.clientWidth")
            assert region.get_attribute("tabindex") == "0"
            assert region.get_attribute("aria-label") or region.get_attribute("aria-labelledby")


def test_wider_spacing_and_larger_letters_cut_nothing_off(browse: Browse, example: Site) -> None:  # S4-06
    spacing = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    with browse(example, "answers/index.html", width=640) as page:
        page.evaluate(
            """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet] }""",
            f"{spacing} p{{margin-bottom:2em!important}} html{{font-size:200%!important}}",
        )
        assert overflow(page) <= 0
        cut = page.locator("p:visible, h1, h2, label, summary, a").evaluate_all(
            """all => all.filter(one => !one.closest('.sr-only, .skip-link, .reading-bar, svg')
            && getComputedStyle(one).overflow !== 'visible' && one.scrollHeight > one.clientHeight + 1)
            .map(one => one.outerHTML.slice(0, 80))"""
        )
        assert cut == []


def test_nobody_shares_a_stroke_and_a_glyph(browse: Browse, publish: Publish) -> None:  # S4-07, S4-09
    names = [f"Person{number}" for number in range(12)]
    people = "\n".join(f"  p{number}: {{name: {name}}}" for number, name in enumerate(names))
    text = "\n".join(f"::: {{by=p{number}}}\nHello.\n:::\n" for number in range(12))
    served = publish({"polyphony.yaml": f"title: T\npeople:\n{people}\n", "content/index.md": text})
    with browse(served, "index.html") as page:
        looks = page.locator(".passage").evaluate_all(
            """all => all.map(one => [getComputedStyle(one.querySelector('.text')).borderInlineStartStyle,
            getComputedStyle(one.querySelector('.label b'), '::before').content].join(' '))"""
        )
        assert len(set(looks)) == 12


def test_forced_colours_leave_strokes_focus_and_what_is_checked(browse: Browse, example: Site) -> None:  # S4-10
    with browse(example, "answers/index.html", forced_colors="active") as page:
        width, style, colour = styles(
            page, ".turn > .text", "border-inline-start-width", "border-inline-start-style", "border-inline-start-color"
        )
        assert float(width.removesuffix("px")) >= 2
        assert style != "none"
        assert colour != styles(page, "body", "background-color")[0]
        before = styles(page, ".chip.voice-1 span", "background-color", "border-top-width")
        page.locator(".chip.voice-1 input").check()
        assert styles(page, ".chip.voice-1 span", "background-color", "border-top-width") != before


def test_nothing_moves_for_whoever_does_not_want_it(browse: Browse, example: Site) -> None:  # S4-11
    moving = """[...document.querySelectorAll('*')].filter(one => getComputedStyle(one).transitionDuration
        .split(',').some(
        time => parseFloat(time) > LIMIT) || getComputedStyle(one).animationName !== 'none').length"""
    with browse(example, "answers/index.html", reduced_motion="reduce") as page:
        assert styles(page, "html", "scroll-behavior") == ["auto"]
        assert page.evaluate(moving.replace("LIMIT", "0")) == 0
    with browse(example, "answers/index.html") as page:
        assert page.evaluate(moving.replace("LIMIT", "0.2")) == 0


def test_focus_is_seen_and_never_under_the_bar(browse: Browse, example: Site) -> None:  # S4-12, S4-14
    with browse(example, "answers/index.html", width=1360, height=600, reduced_motion="reduce") as page:
        covered: list[str] = []
        unseen: list[str] = []
        stops = page.locator(FOCUSABLE).count()
        for _ in range(stops + 5):
            page.keyboard.press("Tab")
            found = page.evaluate(
                """() => { const one = document.activeElement, box = one.getBoundingClientRect();
                if (one === document.body) return null;
                const bar = document.querySelector('.reading-bar');
                const edge = !bar || bar.hidden ? 0 : bar.getBoundingClientRect().bottom;
                const mark = one.closest('.chip') ? one.nextElementSibling : one, style = getComputedStyle(mark);
                return {html: one.outerHTML.slice(0, 90), covered: !(bar && bar.contains(one)) && box.top < edge - 1,
                seen: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none'} }"""
            )
            if found is None:
                break
            covered += [found["html"]] if found["covered"] else []
            unseen += [] if found["seen"] else [found["html"]]
        assert covered == []
        assert unseen == []


def test_what_is_linked_to_is_not_under_the_bar(browse: Browse, example: Site) -> None:  # S4-14
    with browse(example, "answers/index.html#reader-i-never-thought", height=500, reduced_motion="reduce") as page:
        expect(page.locator(".reading-bar")).to_be_visible()
        top, edge = page.evaluate(
            """() => [document.getElementById('reader-i-never-thought').getBoundingClientRect().top,
            document.querySelector('.reading-bar').getBoundingClientRect().bottom]"""
        )
        assert top >= edge


def test_the_bar_says_who_speaks_and_marks_the_place(browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html", reduced_motion="reduce") as page:
        expect(page.locator(".reading-bar")).to_be_hidden()
        for anchor, name in (("reader-its-the-second", "the reader"), ("editor-you-are-both", "the editor")):
            page.evaluate(
                "id => scrollTo(0, document.getElementById(id).getBoundingClientRect().top + scrollY - 200)",
                anchor,
            )
            expect(page.locator(".reading-bar .now")).to_have_text(name)
            here = page.locator(".score-picture .here").evaluate_all("all => all.map(one => one.getAttribute('href'))")
            assert here == [f"#{anchor}"]


def test_targets_are_large_enough_with_many_people_on_a_narrow_screen(
    browse: Browse, publish: Publish
) -> None:  # S4-15
    people = "\n".join(f"  p{number}: {{name: P{number}}}" for number in range(8))
    text = "\n".join(f"::: {{by=p{number}}}\nHello.\n:::\n" for number in range(8))
    served = publish({"polyphony.yaml": f"title: T\npeople:\n{people}\n", "content/index.md": text})
    with browse(served, "index.html", width=320) as page:
        boxes = page.locator(".chip").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(b => [b.width, b.height])"
        )
        assert len(boxes) >= 8
        assert all(min(box) >= 24 for box in boxes)
        assert violations(page) == []


def test_links_of_an_exchange_stand_clear_of_each_other_where_long_words_break_their_line(
    browse: Browse, publish: Publish
) -> None:  # S4-15
    settings = "title: T\nlanguage: cy\npeople: {ana: {name: Ana}, ben: {name: Ben}}\n"
    talk = "::: {.exchange #sgwrs}\nAna: Helo.\n\nBen: Helo!\n:::\n"
    made = publish({"polyphony.yaml": settings, "content/index.md": talk})
    with browse(made, "index.html", width=320) as page:
        boxes = page.locator(".exchange-links a").evaluate_all(
            "links => links.map(l => l.getBoundingClientRect().toJSON())"
        )
        lines = sorted({(round(box["top"]), round(box["bottom"])) for box in boxes})
        assert len(lines) > 1
        assert all(before[1] <= after[0] + 1 for before, after in pairwise(lines))


def test_from_right_to_left_everything_is_mirrored(browse: Browse, arabic: Site) -> None:  # S4-16, S4-17
    with browse(arabic, "index.html") as page:
        assert styles(page, ".passage.voice-1 > .text", "border-right-style", "border-left-style")[1] == "none"
        label, text = (page.locator(f".passage.voice-1 > {part}").first.bounding_box() for part in (".label", ".text"))
        assert label
        assert text
        assert label["x"] > text["x"]
        assert page.locator(".score-picture a").first.bounding_box() is not None
        quoted = page.locator(".quoted [lang=en]").first
        assert quoted.get_attribute("dir") == "ltr"
        assert page.locator("#rasa-il .turn > .text[dir]").count() >= 1


def test_in_a_language_without_words_the_header_is_mirrored_whole(browse: Browse, publish: Publish) -> None:
    files = {
        "polyphony.yaml": "title: אַ דאָקטער\nlanguage: yi\npeople: {a: {name: חנה}, b: {name: משה}}\n",
        "content/index.md": "::: {.exchange}\nחנה: שלום.\n\nמשה: נו.\n:::\n",
    }
    for width in (1360, 390):
        with browse(publish(files), "index.html", width=width) as page:
            title, scheme = (page.locator(one).bounding_box() for one in (".site-title a", ".scheme"))
            assert title
            assert scheme
            assert scheme["x"] + scheme["width"] < title["x"]
            assert page.get_by_role("button", name="Light or dark").count() == 1
            edges = page.locator(".exchange-label > *:visible").evaluate_all(
                "all => all.filter(one => one.localName !== 'i').map(one => one.getBoundingClientRect().left)"
            )
            assert width == 390 or max(edges) - min(edges) < 80
            assert violations(page) == []


def test_on_paper_each_passage_has_a_name_and_paper_is_white(browse: Browse, example: Site) -> None:  # S4-23
    with browse(example, "answers/index.html", scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert styles(page, "body", "background-color", "color") == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
        labels = page.locator(f".flow {UTTERANCES} > .label")
        assert labels.count() == page.locator(f".flow {UTTERANCES}").count()
        assert all(labels.nth(place).is_visible() for place in range(labels.count()))
        assert styles(page, ".turn > .label", "break-after") == ["avoid"]
        sizes = page.locator(".flow :is(.mode-descriptive, .mode-analytical, .mode-evocative) > .text").evaluate_all(
            "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert max(sizes) / min(sizes) < 1.2  # a mode is a touch larger or smaller, on paper as on a screen
        assert styles(page, ".label > i", "position") == ["static"]
        expect(page.locator(".filters")).to_be_hidden()
        assert "<http" in styles_after(page) or page.locator(".text a[href^='http']").count() == 0


def styles_after(page: Page) -> str:
    """What is printed after a link that leads out."""
    found: str = page.evaluate(
        """() => { const one = document.querySelector(".text a[href^='http']");
        return one ? getComputedStyle(one, '::after').content : '' }"""
    )
    return found


def test_paper_is_white_after_dark_was_chosen_by_hand(browse: Browse, example: Site) -> None:  # S4-23
    with browse(example, "index.html", may_keep=True) as page:
        page.locator(".scheme").click()
        assert page.locator("html").get_attribute("data-scheme") == "dark"
        dark = styles(page, "body", "background-color")
        page.reload()
        assert styles(page, "body", "background-color") == dark
        page.emulate_media(media="print")
        assert styles(page, "body", "background-color") == ["rgb(255, 255, 255)"]


def test_in_plain_words_comes_first(browse: Browse, example: Site) -> None:  # S4-28
    with browse(example, "index.html") as page:
        classes = page.locator("article.page > *").evaluate_all("all => all.map(one => one.className)")
        assert classes[:2] == ["page-header", "plain-summary"]


def test_what_is_copied_across_turns_keeps_the_names(browse: Browse, example: Site) -> None:  # S4-29
    with browse(example, "answers/index.html") as page:
        copied = page.evaluate(
            """() => { getSelection().selectAllChildren(document.querySelector('#the-slat .turns'));
            return getSelection().toString() }"""
        )
        assert re.search(r"the writer.*: ?\n*.*Here it is", copied)
        assert re.search(r"the reader.*: ?\n*.*second slat", copied)


@pytest.mark.parametrize("utterance", [".passage", ".turn"])
def test_a_name_in_a_label_leads_to_all_that_somebody_wrote(utterance: str, browse: Browse, example: Site) -> None:
    with browse(example, "answers/index.html") as page:
        link = page.locator(f".flow {utterance}:not(.several, .together) > .label b a").first
        assert styles(page, f".flow {utterance} > .label b a", "text-decoration-line") == ["none"]
        name = link.inner_text()
        page.mouse.move(5, 5)
        expect(page.locator(".cite-part").first).to_be_attached()  # buttons that come change where a key leads
        link.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert link.evaluate("one => getComputedStyle(one).textDecorationLine") == "underline"
        box = link.bounding_box()
        assert box
        assert box["height"] >= 24
        link.click()
        expect(page.locator("h1")).to_have_text(name)
        assert "/people/" in page.url


def test_a_name_leads_nowhere_where_nobody_has_a_page(publish: Publish) -> None:
    files = {
        "polyphony.yaml": "title: T\npeople: {a: {name: A}, b: {name: B}}\nbuild: {outputs: [pages]}\n",
        "content/index.md": "::: {by=a}\nOne.\n:::\n\n::: {by=b}\nTwo.\n:::\n",
    }
    assert "<b>A</b>" in publish(files).files["index.html"].decode()


def test_a_mode_has_a_sign_that_needs_no_font_and_says_nothing(browse: Browse, publish: Publish) -> None:
    modes = ("descriptive", "evocative", "analytical", "creative")
    text = "\n\n".join(f"::: {{by=ada mode={mode}}}\nA text.\n:::" for mode in modes)
    both = "\n\n::: {by=ada mode='evocative creative'}\nOf two.\n:::\n"
    dated = "\n::: {by=ada mode=evocative date=2025-02-13}\nOf a day.\n:::\n"
    settings = "title: T\nlanguage: en\nurl: https://example.org/\npeople: {ada: {name: Ada}, ben: {name: Ben}}\n"
    with browse(publish({"polyphony.yaml": settings, "content/index.md": text + both + dated}), "index.html") as page:
        signs = page.locator(".label small:not(:has(span)), .label .mode").evaluate_all(
            "all => all.map(one => getComputedStyle(one, '::before').content)"
        )
        assert len(signs) == 7
        drawn = {sign for sign in signs[:4] if sign.startswith('url("data:image/svg+xml,')}
        assert len(drawn) == 4
        assert all(sign.endswith('/ ""') for sign in drawn)
        assert signs[4:6] == ["none", "none"]
        assert signs[6] == signs[1]
        assert page.locator(".label").first.text_content() == "Ada (descriptive): "
