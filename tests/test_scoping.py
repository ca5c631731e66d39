"""HTML and CSS that meet nothing of a host's page."""

from __future__ import annotations

from polyphony.html.scoping import prefix_names, scope_style


def test_every_name_and_whatever_points_to_it_gets_the_prefix() -> None:
    html = (
        '<p id="a" class="turn voice-1" aria-labelledby="a b">x</p>'
        '<a href="#a">a</a><rect fill="url(#w)" stroke="#fff"/>'
    )
    assert prefix_names(html, "pp-") == (
        '<p id="pp-a" class="pp-turn pp-voice-1" aria-labelledby="pp-a pp-b">x</p>'
        '<a href="#pp-a">a</a><rect fill="url(#pp-w)" stroke="#fff"/>'
    )


def test_what_only_looks_like_a_name_in_a_text_stays() -> None:
    html = '<p>&lt;p id="a" href="#a"&gt; url(#b)</p><a href="#">top</a><a href="https://e.example/#a">x</a>'
    assert prefix_names(html, "pp-") == html


def test_rules_hold_below_the_root_alone() -> None:
    css = ":root { --a: 1 }\nbody { margin: 0 }\np, .turn > :is(.text, b) { top: .5em; color: red }\n"
    assert scope_style(css, ".pp-root", "pp-") == (
        ".pp-root { --a: 1 }\n"
        ".pp-root { margin: 0 }\n"
        ".pp-root p, .pp-root .pp-turn > :is(.pp-text, b) { top: .5em; color: red }"
    )


def test_groups_of_rules_keep_their_condition() -> None:
    css = '@media (width < 20em) { .a { x: 1 } *, ::before { y: 2 } }\n.b[class*="seat-"]:not(.c) { z: 3 }'
    assert scope_style(css, ".r", "q-") == (
        "@media (width < 20em) {\n.r .q-a { x: 1 }\n.r *, .r *::before { y: 2 }\n}\n"
        '.r .q-b[class*="seat-"]:not(.q-c) { z: 3 }'
    )


def test_a_rule_that_never_ends_ends_with_the_sheet() -> None:
    assert scope_style("p { color: red", ".r", "q-") == ".r p { color: red }"
