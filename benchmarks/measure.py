"""A command -> its wall and processor time in seconds, or the peak memory of its processes in bytes.

The two are never measured in one run: reading memory disturbs what is read.
"""

from __future__ import annotations

import contextlib
import math
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.02

# Where this is set a program that runs from its sources is compiled anew each time, and one that pip installed is not.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and what to add to the environment."""

    arguments: tuple[str, ...]
    folder: Path
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds on the clock, and seconds of processor summed over a command's processes."""

    wall: float
    processor: float


class CommandError(Exception):
    """A measured command failed; the message holds the end of what it printed."""


def measure_times(command: Command) -> Times:
    """Run a command to its end and give its times."""
    # What was written before is on the disk first, and is not charged to this command.
    os.sync()
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = _start(command, output.fileno())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(command, process.returncode, output.fileno())
    return Times(wall=seconds, processor=usage.ru_utime + usage.ru_stime)


def measure_memory(command: Command) -> int:
    """Run a command and give the peak of its process tree in bytes.

    Memory is the sum of the proportional set sizes (PSS) of the tree, sampled, so that pages
    shared between forked processes count once. A peak between two samples is missed, so the
    kernel's own record of the largest single process (VmHWM) is a lower bound on the answer.
    (`ru_maxrss` would not do: a child inherits it from the process that started it.)
    """
    with tempfile.TemporaryFile() as output:
        process = _start(command, output.fileno())
        peak = 0
        while True:
            tree = _process_tree(process.pid)
            largest = max(_read_memory(pid, "status", "VmHWM:") for pid in tree)
            together = sum(_read_memory(pid, "smaps_rollup", "Pss:") for pid in tree)
            peak = max(peak, largest, together)
            if process.poll() is not None:
                break
            time.sleep(_SAMPLE_SECONDS)
        _check(command, process.returncode, output.fileno())
    return peak


def _start(command: Command, output: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env={**_ENVIRONMENT, **dict(command.environment)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def _check(command: Command, status: int, output: int) -> None:
    if status == 0:
        return
    size = os.fstat(output).st_size
    tail = os.pread(output, 2000, max(0, size - 2000)).decode("utf-8", "replace")
    raise CommandError(f"{' '.join(command.arguments)}\nexit {status}\n{tail.strip()}")


def _process_tree(root: int) -> list[int]:
    """List a process and all that descend from it, as far as they still run."""
    tree = [root]
    for pid in tree:
        # Any thread may have forked, and a process may end while it is looked at.
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{pid}/task"):
                children = Path(f"/proc/{pid}/task/{task}/children").read_text("ascii")
                tree += map(int, children.split())
    return tree


def _read_memory(pid: int, table: str, name: str) -> int:
    """Read a figure in bytes from one of a process's tables; 0 if the process has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/{table}").read_text("utf-8").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def fit_exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Fit `values = c * sizes ** k` by least squares on logarithms and give k: 1 is linear.

    Values under a twentieth of the largest drown in noise and are left out; with fewer than
    two points left there is no answer, a NaN.
    """
    floor = max(values) / 20
    points = [
        (math.log(size), math.log(value))
        for size, value in zip(sizes, values, strict=True)
        if value > 0 and value >= floor
    ]
    if len(points) < 2:
        return math.nan
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def format_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table: the first column to the left, the others to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def describe_machine(environment: Mapping[str, str] = os.environ) -> str:
    """Say in a line what the figures were measured on."""
    cores = len(os.sched_getaffinity(0))
    model = "unknown processor"
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    load = os.getloadavg()[0]
    limit = environment.get("GOMAXPROCS")
    suffix = f", GOMAXPROCS={limit}" if limit else ""
    return f"{cores} cores, {model}, load {load:.1f} at the start{suffix}"
