"""Files as values to files on disk: the only writer of an output folder.

All that changed is staged first and put in place together; what is unchanged is not touched; what an earlier build
made and this one doesn't is deleted. Nothing else in the folder is ever changed, and no link is written through.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from msgspec import Struct

from polyphony.diagnostics import Diagnostic, has_errors
from polyphony.model import OutputFile
from polyphony.output.disk import InTheWayError, LockedError, MachineError, Staging, Uninterrupted, explain, prune
from polyphony.output.draft import Draft, FileCopy, WriteReport, read_memory, write_memory, written_stamps
from polyphony.output.manifest import MANIFEST, digest_file, find_file, read_manifest, render_manifest
from polyphony.output.single import check_place, write_file
from polyphony.output.target import Refusal, check_owner, check_target

__all__ = [
    "CleanReport", "FileCopy", "LockedError", "MachineError", "Refusal", "WriteReport", "check_place", "check_target",
    "clean_output", "write_file", "write_output", "written_stamps",
]  # fmt: skip


class CleanReport(Struct, frozen=True):
    """How many files were deleted, and the paths of those that were edited since and so kept."""

    deleted: int = 0
    kept: tuple[str, ...] = ()


def write_output(
    folder: str | os.PathLike[str],
    files: Iterable[OutputFile | FileCopy | Diagnostic],
    *,
    force: bool = False,
    memory: str | os.PathLike[str] | None = None,
) -> WriteReport | Refusal:
    """Make `folder` hold exactly these files, beside what is not ours.

    `files` may be endless in size, but no path may come twice (ValueError). Diagnostics among them are handed back;
    with an error among those, or an exception raised while they are made, nothing changes. `memory` names a file in
    which it is remembered which copies need not be read again. It raises `MachineError`.
    """
    given = os.fspath(folder)
    root = os.path.realpath(given)
    refusal = check_owner(root, given, force=force)
    if refusal is not None:
        return refusal
    with Staging(root) as staging:
        refusal = check_owner(root, given, force=force)  # Now that nobody else writes, once more.
        if refusal is not None:
            return refusal
        draft = Draft(staging, {} if memory is None else read_memory(os.fspath(memory)))
        for file in files:
            draft.add(file)
        if has_errors(draft.diagnostics):
            return WriteReport(diagnostics=tuple(draft.diagnostics))
        if draft.foreign and not force:
            return _refuse_foreign(draft.foreign)
        try:
            with Uninterrupted():
                report = draft.commit()
        except InTheWayError as error:
            return _refuse_foreign([str(error)])
        except OSError as error:
            raise explain(error, given) from error
        if memory is not None:
            write_memory(os.fspath(memory), root, draft.copies)
    return report


def clean_output(folder: str | os.PathLike[str]) -> CleanReport | Refusal:
    """Delete what builds have put into a folder, but for files that were edited since; it raises `MachineError`.

    A folder that is empty then is deleted too. In another a list is left that makes it known as ours.
    """
    given = os.fspath(folder)
    root = os.path.realpath(given)
    if not os.path.lexists(root):
        return CleanReport()
    refusal = check_owner(root, given, force=False)
    if refusal is not None:
        return Refusal(refusal.message, "name the folder that a build has written, in which nothing else is deleted")
    deleted, kept = [], []
    with Staging(root) as staging:
        before, _ = read_manifest(root) or ({}, 0)
        try:
            with Uninterrupted():
                for path in sorted(before):
                    target = find_file(root, path)
                    if target is not None and digest_file(target) in before[path]:
                        os.unlink(target)
                        deleted.append(path)
                    elif target is not None:
                        kept.append(path)
                prune(root, deleted)
                if set(os.listdir(root)) <= {MANIFEST}:
                    os.unlink(os.path.join(root, MANIFEST))
                elif deleted:
                    listed = render_manifest({path: before[path] for path in kept})
                    staging.replace(staging.write_spare(listed), MANIFEST)
        except OSError as error:
            raise explain(error, given) from error
        staging.committed = True
    if not os.listdir(root) and not os.path.islink(given):
        with suppress(OSError):  # It may be where a disk is mounted, or the folder above may not be ours to change.
            os.rmdir(root)
    return CleanReport(len(deleted), tuple(kept))


def _refuse_foreign(paths: list[str]) -> Refusal:
    shown = ", ".join(f'"{path}"' for path in paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    return Refusal(
        f"in the output folder there is {shown}, which no build has made and this one would replace",
        "move it away, or let --force replace it",
    )
