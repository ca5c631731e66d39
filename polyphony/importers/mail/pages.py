"""HTML as e-mail programs write it to its words, line by line; what it quotes has ">" before its lines."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["text_of_html"]

_BREAKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "hr"})
_UNSEEN = frozenset({"style", "script", "head", "title"})


class _Page(HTMLParser):
    """Gathers the words of HTML, a quotation with ">" before its lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.depths = [0]
        self.depth = 0
        self.unseen = 0

    def _new_line(self) -> None:
        self.lines.append([])
        self.depths.append(self.depth)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  (the base class has it)
        """Begin a line or a quotation."""
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "blockquote":
            self.depth += 1
            self._new_line()
        elif tag == "br" or (tag in _BREAKS and "".join(self.lines[-1]).strip()):
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        """End a line or a quotation."""
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag == "blockquote":
            self.depth = max(self.depth - 1, 0)
            self._new_line()
        elif tag == "p":
            self._new_line()
            self._new_line()
        elif tag in _BREAKS:
            self._new_line()

    def handle_data(self, data: str) -> None:
        """Add words to a line."""
        if not self.unseen:
            self.lines[-1].append(data)


def text_of_html(html: str) -> str:
    """Give the words of a page, as plain text that quotes as e-mails do."""
    page = _Page()
    page.feed(html)
    page.close()
    lines = zip(page.depths, (" ".join("".join(line).split()) for line in page.lines), strict=True)
    return "\n".join("> " * depth + line for depth, line in lines)
