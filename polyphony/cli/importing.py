"""The command `import`: a conversation that another program has kept, as an exchange."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from polyphony.cli.building import stop
from polyphony.cli.reporting import count, print_diagnostics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from polyphony.config import Config
    from polyphony.importers import Order
    from polyphony.importers.writing import Stranger
    from polyphony.model import Person
    from polyphony.model.chat import Chat, ChatMessage

__all__ = ["import_command"]

_MOST = 8
"""How many places of the same thing are named."""


class _Kinds(click.Group):
    """Knows what somebody meant who names a file at once."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(f"say what it is: polyphony import chat {shlex.join(args)}")
        return super().resolve_command(ctx, args)


@click.group("import", cls=_Kinds, short_help="Bring in a conversation that another program has kept.")
def import_command() -> None:
    """Bring in what another program has kept, as text in Polyphony Markdown."""


@import_command.command("chat", short_help="A WhatsApp chat, an e-mail or a mailbox, as an exchange.")
@click.argument("file", metavar="FILE")
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), default=".", required=False)
@click.option("-o", "--output", metavar="FILE", help="Write it there, where no file is yet, instead of showing it.")
@click.option(
    "--who",
    "given",
    multiple=True,
    metavar="NAME=PERSON",
    help="Say who a name in the file is, by an id or a name of polyphony.yaml; once for each.",
)
@click.option(
    "--leave-out", "left_out", multiple=True, metavar="NAME", help="Leave out what NAME says; a mark stands there."
)
@click.option(
    "--dates",
    "order",
    type=click.Choice(["day-month", "month-day"]),
    help="Which number of a date is the day, where the file doesn't tell.",
)
def chat_command(
    file: str, folder: Path, *, output: str | None, given: tuple[str, ...], left_out: tuple[str, ...], order: str | None
) -> None:
    """Show the conversation in FILE as an exchange between the people of the publication in FOLDER (here, if none).

    FILE is what WhatsApp exports without media (.txt), an e-mail (.eml) or a mailbox (.mbox); - is standard input.
    Nobody is guessed: a name that isn't somebody's in polyphony.yaml is told, and nothing is written.
    """
    from polyphony.config import vocabulary_of
    from polyphony.importers import write_exchange
    from polyphony.importers.writing import match_people

    config = _read_config(folder)
    if output is not None:
        _check_output(output)
    named = [text.rpartition("=")[0].strip() for text in given] + list(left_out)
    chat = _read_chat(file, config, cast("Order", order or ""), named)
    explained = _explain(given, config.people, chat)
    omitted = _omit(left_out, chat)
    kept = [message for message in chat.messages if omitted.isdisjoint(message.senders)]
    if not kept:
        stop("nothing is left: every message is left out", 2)
    people, strangers = match_people(kept, config.people, explained)
    if strangers:
        _refuse_strangers(strangers, config.people, chat.place)
    text = write_exchange(chat, people, vocabulary_of(config), omitted)
    _write(text, output)
    _tell(chat, kept, people, omitted)
    if output is not None:
        _say_how_to_show(output, folder)


def _read_config(folder: Path) -> Config:
    from polyphony.config import parse_config
    from polyphony.diagnostics import has_errors
    from polyphony.model import SourceFile

    try:
        content = (folder / "polyphony.yaml").read_bytes()
    except OSError:
        stop(f'there is no polyphony.yaml in "{folder}"\nname the folder of the publication behind the file', 2)
    checked = parse_config(SourceFile("polyphony.yaml", content))
    if checked.value is None or has_errors(checked.diagnostics):
        errors = [one for one in checked.diagnostics if one.severity.value == "error"]
        print_diagnostics(errors, "text")
        stop(f"{count(len(errors), 'error')}; nothing was written.", 1)
    return checked.value


def _check_output(output: str) -> None:
    """Stop before anything is read where a file could not be written."""
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        stop(f'"{output}" is a folder\nname a file in it: -o {os.path.join(output, "talk.md")}', 2)
    if os.path.lexists(output):
        stop(f'"{output}" is there already, and nothing is written over\nname a file that isn\'t there yet', 2)


def _read_chat(file: str, config: Config, order: Order, named: Sequence[str]) -> Chat:
    """Read the file; where it doesn't tell which number is the day, ask at a terminal, else say how to tell it.

    `named` are names in it that somebody has named.
    """
    from polyphony.config import labels_of
    from polyphony.importers import read_chat
    from polyphony.model.chat import Obstacle

    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        stop(f'"{file}" cannot be read: {error.strerror}', 2)
    names = [*named, *(label for person in config.people for label in labels_of(person))]
    chat = read_chat(content, order, names)
    if isinstance(chat, Obstacle) and chat.dates and file != "-" and _is_terminal():
        click.echo(f"{chat.message}.", err=True)
        day_first, month_first = chat.dates
        answer = click.prompt(f"1: the {day_first}; 2: the {month_first}", type=click.Choice(["1", "2"]), err=True)
        chat = read_chat(content, "day-month" if answer == "1" else "month-day", names)
    if isinstance(chat, Obstacle):
        place = f"{file}:{chat.line}: " if chat.line else f"{file}: "
        stop(f"{place}{chat.message}" + (f"\n{chat.hint}" if chat.hint else ""), 2 if chat.dates else 1)
    return chat


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _explain(given: Iterable[str], people: Sequence[Person], chat: Chat) -> dict[str, Person]:
    """Read what --who says: names in the file, and the people whose they are."""
    from polyphony.importers.writing import find_person, fold_name

    explained: dict[str, Person] = {}
    for text in given:
        name, sign, wanted = text.rpartition("=")
        if not sign or not name.strip() or not wanted.strip():
            stop(f'--who "{text}" is not understood\nwrite it as --who "NAME IN THE FILE=id"', 2)
        _check_name(name, chat, "--who")
        found = find_person(wanted.strip(), people)
        if len(found) != 1:
            ids = ", ".join(person.id for person in found or people)
            which = "several people are called" if found else "nobody in polyphony.yaml is called"
            stop(f'{which} "{wanted.strip()}"\nname one by id: {ids}', 2)
        if explained.get(fold_name(name), found[0]) != found[0]:
            stop(f'--who gives "{name.strip()}" to two people', 2)
        explained[fold_name(name)] = found[0]
    return explained


def _omit(names: Iterable[str], chat: Chat) -> frozenset[str]:
    """Find the names in the file whose messages are to be left out."""
    from polyphony.importers.writing import fold_name

    for name in names:
        _check_name(name, chat, "--leave-out")
    wanted = {fold_name(name) for name in names}
    return frozenset(sender for one in chat.messages for sender in one.senders if fold_name(sender) in wanted)


def _check_name(name: str, chat: Chat, option: str) -> None:
    """Stop where a name that somebody names isn't in the file."""
    from polyphony.diagnostics import near_name
    from polyphony.importers.writing import fold_name

    there = dict.fromkeys(sender for message in chat.messages for sender in message.senders if sender)
    if fold_name(name) not in {fold_name(sender) for sender in there}:
        near = near_name(name.strip(), there)
        hint = f'did you mean "{near}"?' if near else "there are: " + ", ".join(f'"{sender}"' for sender in there)
        stop(f'{option}: nobody in the file is called "{name.strip()}"\n{hint}', 2)


def _refuse_strangers(strangers: Sequence[Stranger], people: Sequence[Person], place: str) -> None:
    """Name those whom nobody in the publication is, and say what to do."""
    from polyphony.importers.writing import is_private

    lines = ["Who is this? Nothing was written, so that no word gets under another name."]
    for one in strangers:
        said = f"{count(one.count, 'message')}, the first {'in' if place == 'line' else 'is'} {place} {one.place:,}"
        if is_private(one.name):
            said = f"{'an e-mail address' if '@' in one.name else 'a telephone number'}, {said}"
        if one.several:
            said += f"; could be {' or '.join(one.several)}"
        elif one.near:
            said += f'; did you mean "{one.near}"?'
        lines.append(f'  "{one.name}": {said}')
    first = strangers[0].name
    lines.append(f'Say it with --who "{first}=ID", once for each; ID is one of {", ".join(one.id for one in people)}.')
    lines.append("Somebody else is declared first, under people: in polyphony.yaml.")
    lines.append(f'What somebody says is left out with --leave-out "{first}".')
    stop("\n".join(lines), 1)


def _write(text: str, output: str | None) -> None:
    """Show the exchange, or write it into a file that isn't there yet: whole, or not at all."""
    from polyphony.output.disk import explain

    content = text.encode()
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    made = False
    try:
        os.makedirs(os.path.dirname(output) or ".", exist_ok=True)
        with open(output, "xb") as file:
            made = True
            file.write(content)
    except FileExistsError:
        stop(f'"{output}" is there already, and nothing is written over', 2)
    except OSError as error:
        if made:
            os.unlink(output)
        stop(str(explain(error, output)), 3)


def _tell(
    chat: Chat, kept: Sequence[ChatMessage], people: Mapping[tuple[str, ...], Person], omitted: frozenset[str]
) -> None:
    """Say what was written, what was left out, and what somebody should look at before it is published."""
    from polyphony.bylines import join_names
    from polyphony.diagnostics import escape_controls
    from polyphony.importers.writing import private_places

    def say(text: str) -> None:
        click.echo(escape_controls(text), err=True)

    names = join_names(list(dict.fromkeys(people[message.senders].name.display for message in kept)), "en")
    days = sorted({message.date for message in kept if message.date})
    when = f", {days[0]}" + (f" to {days[-1]}" if days[-1] != days[0] else "") if days else ""
    say(f"{count(len(kept), 'message')} by {names}{when}.")
    if omitted:
        gone = len(chat.messages) - len(kept)
        say(f"Left out, with a mark in their place: {count(gone, 'message')} by {', '.join(sorted(omitted))}.")
    for remark in chat.remarks:
        say(f"{_places(chat.place, remark.places)} {remark.text}" + ("" if remark.text.endswith("?") else "."))
    for what, places in private_places(kept).items():
        where = _places(chat.place, places)
        where = f"The message at {where.lower()}" if chat.place == "line" and len(places) == 1 else where
        say(f"{where} holds {what}: may everybody read it?")
    if chat.medium == "email":
        say("Times are those of the senders' clocks.")


def _places(kind: str, places: Sequence[int]) -> str:
    """Name places: "Line 3", "Each of lines 3, 5 and 9"."""
    if len(places) == 1:
        return f"{kind.title()} {places[0]:,}"
    shown = [f"{place:,}" for place in places[:_MOST]]
    more = len(places) - len(shown)
    last = f"{more:,} more" if more else shown.pop()
    return f"Each of {kind}s {', '.join(shown)} and {last}"


def _say_how_to_show(output: str, folder: Path) -> None:
    """Say where it is, and how a page shows it."""
    click.echo(f"It is in {output}.", err=True)
    root, target = os.path.realpath(folder), os.path.realpath(output)
    path = os.path.relpath(target, root).replace(os.sep, "/")
    if path.startswith("../") or not path.endswith(".md"):
        return
    if path.startswith("content/"):
        click.echo("A page needs a title: put a line # … above it.", err=True)
    else:
        source = f'"{path}"' if " " in path else path
        click.echo(
            f"A page shows it where you write, with blank lines around:\n::: {{.include src={source}}}\n:::", err=True
        )
