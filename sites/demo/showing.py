"""Progress on the terminal."""

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)


class Shown:
    """One line for each step: what, how far, how much longer. `out` is a command's stdout."""

    def __init__(self, out: Any, *, quiet: bool = False) -> None:
        console = Console(file=getattr(out, "_out", out), quiet=quiet)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        self._bars = Progress(*columns, console=console)
        self._task: TaskID | None = None

    def step(self, label: str, total: int) -> None:
        self._task = self._bars.add_task(label, total=total)

    def tick(self, count: int = 1) -> None:
        if self._task is not None:
            self._bars.advance(self._task, count)

    def reach(self, done: int, total: int) -> None:
        """What a rebuild of the index tells: so many of so many."""
        if self._task is not None:
            self._bars.update(self._task, completed=done, total=total)

    def __enter__(self) -> "Shown":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()
