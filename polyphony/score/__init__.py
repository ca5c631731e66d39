"""Who speaks where, as a picture and as a table: one stave a person and one for *together*, a block a passage.

The picture is SVG with presentation attributes alone. For those who listen it is one `img` with a name and a
description; its blocks are links for a pointer, neither announced nor in the way of the Tab key: the table holds the
same links for everybody (docs/decisions/0011-score.md). Above `MOST` blocks, or `MOST_BYTES`, neighbours are merged, so
that a book's score stays small; it says so.
"""

from polyphony.score.drawing import MOST_BYTES, Pointed, Score, render_score
from polyphony.score.merging import MOST, MOST_EQUALS, MOST_STAVES, Part, Stave, fold_staves, merge_parts

__all__ = [
    "MOST",
    "MOST_BYTES",
    "MOST_EQUALS",
    "MOST_STAVES",
    "Part",
    "Pointed",
    "Score",
    "Stave",
    "fold_staves",
    "merge_parts",
    "render_score",
]
