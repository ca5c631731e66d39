"""Several strands of passages to one sequence: by date, each after what it answers, or by turns."""

from __future__ import annotations

from typing import NamedTuple

from polyphony.diagnostics import Code
from polyphony.markup.workspace import Workspace
from polyphony.model import Attribution, Block, Exchange, Utterance

__all__ = ["ORDERS", "Strand", "weave"]

ORDERS = ("date", "reply", "alternate")


class Strand(NamedTuple):
    """What one file brings to a weave: the blocks of its flow."""

    path: str
    blocks: tuple[Block, ...]


class _Item(NamedTuple):
    """A passage or exchange with what stands before it in its strand and belongs to it (headings, pictures)."""

    strand: int
    place: int
    attribution: Attribution
    blocks: tuple[Block, ...]


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
                items[-1] = items[-1]._replace(blocks=(*items[-1].blocks, *waiting))
            else:
                attribution = block.attribution
                if isinstance(block, Exchange) and not attribution.date and block.items:
                    attribution = block.items[0].attribution
                items.append(_Item(index, len(items), attribution, tuple(waiting)))
            waiting = []
    return items


def _tail(strand: Strand, items: list[_Item]) -> tuple[Block, ...]:
    """What stands after a strand's last passage."""
    return strand.blocks[sum(len(item.blocks) for item in items) :]


def _unplaced(workspace: Workspace, item: _Item, why: str, hint: str) -> None:
    attribution = item.attribution
    workspace.report(Code.UNPLACED_PASSAGE, why, attribution.file, attribution.line, hint=hint)


def _by_date(workspace: Workspace, strands: list[list[_Item]]) -> list[_Item]:
    dated = []
    for item in (item for strand in strands for item in strand):
        date = item.attribution.date.split("/")[0].strip(".") or item.attribution.date.split("/")[-1]
        if date:
            dated.append((date, item.attribution.time.zfill(5), item.strand, item.place, item))
        else:
            _unplaced(
                workspace, item, "this passage has no date, and its strand is woven by date", "state date=2023-07-13"
            )
    ordered = sorted(dated, key=lambda entry: entry[:2])
    return [entry[-1] for entry in _keep_strands(ordered)]


def _keep_strands(
    ordered: list[tuple[str, str, int, int, _Item]],
) -> list[tuple[str, str, int, int, _Item]]:
    """Within one moment: by the order of the strands' list, each strand in its own order (sorting is stable)."""
    return sorted(ordered, key=lambda entry: (entry[0], entry[1] if entry[1] != "00000" else "", entry[2], entry[3]))


def _by_reply(workspace: Workspace, strands: list[list[_Item]]) -> list[_Item]:
    """Each after what it answers, else after what stands before it in its own strand; answers come first."""
    items = [item for strand in strands for item in strand]
    by_id = {item.attribution.id: item for item in items}
    followers: dict[tuple[int, int], list[_Item]] = {}
    roots: list[_Item] = []
    for item in items:
        target = item.attribution.re.rsplit(".", 1)[0] if item.attribution.re not in by_id else item.attribution.re
        parent = by_id.get(target) if item.attribution.re else None
        if parent is None and item.place and not item.attribution.re:
            parent = strands[item.strand][item.place - 1]
        if parent is not None and parent is not item:
            followers.setdefault((parent.strand, parent.place), []).append(item)
        elif item.strand == 0 and item.place == 0 and not item.attribution.re:
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
        after.sort(key=lambda other: (not other.attribution.re, other.strand, other.place))
        waiting.extend(reversed(after))
    done = {(item.strand, item.place) for item in placed}
    for item in items:
        if (item.strand, item.place) not in done and item.attribution.re in by_id:
            _unplaced(workspace, item, "this passage answers one that comes after it", "mend its re=")
    return placed
