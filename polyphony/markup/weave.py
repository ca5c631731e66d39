"""Several strands of passages to one sequence: by date, each after what it answers, or by turns."""

from __future__ import annotations

from typing import NamedTuple

from polyphony.diagnostics import Code
from polyphony.markup.workspace import Workspace
from polyphony.model import Attribution, Block, Exchange, Utterance, voiced_in

__all__ = ["ORDERS", "Strand", "weave"]

ORDERS = ("date", "reply", "alternate")


class Strand(NamedTuple):
    """What one file brings to a weave: the blocks of its flow."""

    path: str
    blocks: tuple[Block, ...]


class _Item(NamedTuple):
    """A passage or exchange with what stands before it in its strand and belongs to it (headings, pictures).

    `date` and `time` are when it was written, `ids` all that can be answered in it.
    """

    strand: int
    place: int
    attribution: Attribution
    blocks: tuple[Block, ...]
    date: str
    time: str
    ids: frozenset[str]


def weave(workspace: Workspace, strands: list[Strand], order: str) -> list[Block]:
    """Lay the top-level passages of strands into one sequence. What can't be placed is reported."""
    items = [_items(index, strand) for index, strand in enumerate(strands)]
    tails = [block for index, strand in enumerate(strands) for block in _tail(strand, items[index])]
    if order == "date":
        sequence = _by_date(workspace, items)
    elif order == "reply":
        sequence = _by_reply(workspace, items)
    else:
        longest = max((len(strand) for strand in items), default=0)
        sequence = [strand[turn] for turn in range(longest) for strand in items if turn < len(strand)]
    return [block for item in sequence for block in item.blocks] + tails


def _items(index: int, strand: Strand) -> list[_Item]:
    items: list[_Item] = []
    waiting: list[Block] = []
    for block in strand.blocks:
        waiting.append(block)
        if isinstance(block, Utterance | Exchange):
            if isinstance(block, Utterance) and block.kind == "margin" and items:
                last = items[-1]
                items[-1] = last._replace(blocks=(*last.blocks, *waiting), ids=last.ids | _ids(block))
            else:
                items.append(_item(index, len(items), block, tuple(waiting)))
            waiting = []
    return items


def _item(strand: int, place: int, block: Utterance | Exchange, blocks: tuple[Block, ...]) -> _Item:
    at = block.attribution
    first = block.items[0].attribution if isinstance(block, Exchange) and block.items and not at.date else at
    return _Item(strand, place, at, blocks, first.date, first.time, _ids(block))


def _ids(block: Utterance | Exchange) -> frozenset[str]:
    return frozenset({block.attribution.id, *(voiced.attribution.id for voiced, _ in voiced_in([block]))})


def _tail(strand: Strand, items: list[_Item]) -> tuple[Block, ...]:
    """What stands after a strand's last passage."""
    return strand.blocks[sum(len(item.blocks) for item in items) :]


def _unplaced(workspace: Workspace, item: _Item, why: str, hint: str) -> None:
    attribution = item.attribution
    workspace.report(Code.UNPLACED_PASSAGE, why, attribution.file, attribution.line, hint=hint)


def _by_date(workspace: Workspace, strands: list[list[_Item]]) -> list[_Item]:
    """By date, then by time; within one moment by the order of the strands' list, each strand in its own order.

    A passage without a time belongs to the moment of the one before it of its strand and day.
    """
    dated: list[tuple[str, str, int, int, _Item]] = []
    for strand in strands:
        day = time = ""
        for item in strand:
            begin, _, end = item.date.partition("/")
            date = begin.strip(".") or end
            if not date:
                why = "this passage has no date, and its strand is woven by date"
                _unplaced(workspace, item, why, "state when it was written, as in date=2023-07-13")
                continue
            time = item.time.zfill(5) if item.time else (time if date == day else "")
            day = date
            dated.append((date, time, item.strand, item.place, item))
    return [entry[-1] for entry in sorted(dated, key=lambda entry: entry[:-1])]


def _by_reply(workspace: Workspace, strands: list[list[_Item]]) -> list[_Item]:
    """Each after what it answers, else after what stands before it in its own strand; answers come first.

    What answers something outside of the weave is placed by its own strand.
    """
    items = [item for strand in strands for item in strand]
    by_id = {identifier: item for item in reversed(items) for identifier in item.ids}
    answered = {(item.strand, item.place): _answered(item, by_id) for item in items}
    followers: dict[tuple[int, int], list[_Item]] = {}
    roots: list[_Item] = []
    for item in items:
        parent = answered[item.strand, item.place]
        if parent is None and item.place:
            parent = strands[item.strand][item.place - 1]
        if parent is not None and parent is not item:
            followers.setdefault((parent.strand, parent.place), []).append(item)
        elif item.strand == 0 and item.place == 0:
            roots.append(item)
        else:
            _unplaced(
                workspace,
                item,
                "it can't be told what this passage comes after",
                "state what it answers, by id: re=designing-the-mental-self",
            )
    placed: list[_Item] = []
    waiting = list(reversed(roots))
    while waiting:
        item = waiting.pop()
        placed.append(item)
        after = followers.get((item.strand, item.place), [])
        after.sort(key=lambda other: (answered[other.strand, other.place] is None, other.strand, other.place))
        waiting.extend(reversed(after))
    done = {(item.strand, item.place) for item in placed}
    for item in items:
        if (item.strand, item.place) not in done and answered[item.strand, item.place] is not None:
            _unplaced(workspace, item, "this passage answers one that comes after it", "mend its re=")
    return placed


def _answered(item: _Item, by_id: dict[str, _Item]) -> _Item | None:
    """The passage or exchange of the weave that this one answers."""
    target = item.attribution.re
    return by_id.get(target) or by_id.get(target.rpartition(".")[0]) if target else None
