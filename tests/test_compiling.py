"""Templates mean what Jinja says that they mean, although we compile them in a way of our own."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from msgspec import Struct

from polyphony.theme.compiling import QuickEnvironment


class View(Struct):
    title: str
    parts: tuple[str, ...] = ()
    inner: View | None = None

    def shout(self, mark: str = "!") -> str:
        return self.title.upper() + mark


PAGE = View("<b>", ("one", "two"), View("in & out"))
PARTIALS = {
    "partials/one.html": "{% macro one(item, b='x') %}<i>{{ item }}{{ b }}</i>{% endmacro %}{% set given = '<' %}",
    "base.html": "<p>{% block main %}{{ page.title }}{% endblock %}{{ self.main() }}</p>",
}


@pytest.mark.parametrize(
    "template",
    [
        "{{ page.title }} {{ page.inner.title }} {{ page.shout() }} {{ page.inner.shout(mark='?') }}",
        "{% set d = {'a': '<', 'items': 2} %}{{ d.a }} {{ d['items'] }} {{ d.keys()|list }}",
        "{% macro m(a, b='x') %}<i>{{ a }}{{ b }}</i>{% endmacro %}{{ m('<') }}{{ m(1, 2) }}{{ m(b=3, a=4) }}",
        "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*['<', 2]) }}{{ m(**{'a': 3, 'b': 4}) }}",
        "{% macro m() %}{{ varargs|length }}{{ kwargs['class'] }}{% endmacro %}{{ m(1, 2, class='<') }}",
        "{% macro m(a) %}[{{ a }}{{ caller() }}]{% endmacro %}{% call m(1) %}<{{ page.title }}{% endcall %}",
        "{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m('&') ~ '<' }} {{ m('&')|e }} {{ m('&')|length }}",
        "{% macro m(a) %}<{{ a }}>{% endmacro %}{% autoescape false %}{{ m('&') }}{{ m('&')|e }}{% endautoescape %}",
        "{% for x in [1, [2]] recursive %}{% if x is iterable %}({{ loop(x) }}){% endif %}{{ x }}{% endfor %}",
        "{% for part in page.parts %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{{ part.upper() }}{% endfor %}",
        "{% from 'partials/one.html' import one, given %}{{ one(page.title) }}{{ one(1, 2) }}{{ given }}",
        "{% import 'partials/one.html' as all %}{{ all.one(page.title, b='<') }}{{ all.given }}",
        "{% extends 'base.html' %}{% block main %}{{ super() }}|{{ page.parts[1] }}{% endblock %}",
        "{% if page.nothing is defined %}yes{% else %}no{% endif %} {{ page.nothing|default('none') }}",
        "{{ (page.inner or page).title }}{{ page.parts|map('upper')|join('<') }}",
    ],
)
def test_a_template_means_what_jinja_says(template: str) -> None:
    options = {
        "autoescape": True,
        "undefined": StrictUndefined,
        "loader": DictLoader({**PARTIALS, "page.html": template}),
    }
    expected = Environment(**options).get_template("page.html").render(page=PAGE)
    quick = QuickEnvironment(**options).get_template("page.html")
    assert expected.strip()
    assert [quick.render(page=PAGE), quick.render(page=PAGE)] == [expected, expected]


@pytest.mark.parametrize(
    "template",
    [
        "{{ page.nothing }}",
        "{{ nothing.title }}",
        "{{ page.nothing() }}",
        "{{ nothing() }}",
        "{{ page.inner.nothing }}",
    ],
)
def test_what_is_not_there_is_a_mistake_in_jinjas_words(template: str) -> None:
    options = {"autoescape": True, "undefined": StrictUndefined}
    said = []
    for kind in (Environment, QuickEnvironment):
        with pytest.raises(UndefinedError) as caught:
            kind(**options).from_string(template).render(page=PAGE)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_a_macro_that_lacks_an_argument_says_so_when_it_is_shown() -> None:
    template = QuickEnvironment(undefined=StrictUndefined, autoescape=True).from_string(
        "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}"
    )
    with pytest.raises(UndefinedError, match="parameter 'b' was not provided"):
        template.render()
