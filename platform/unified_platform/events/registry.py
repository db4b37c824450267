"""Who listens to what: filled from each app's `handlers.py` while Django starts. Knows no models."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import Event

KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
# Twelve tries with the back-off of backoff.py reach over a bit more than an hour.
MAX_ATTEMPTS = 12


def about_the_subject(event: "Event") -> str:
    """The default order: what happens to one subject is handled one after another; no subject, no order."""
    return event.subject_key


def one_delivery(event: "Event") -> Iterable[str]:
    """The default targets: a single delivery, aimed at nothing in particular."""
    return ("",)


@dataclass(frozen=True)
class Handler:
    """One listener. Its name is stored with each delivery, so renaming it orphans what is under way."""

    name: str
    kinds: frozenset[str]
    call: Callable[..., object]
    batch: int
    attempts: int
    atomic: bool
    targets: Callable[["Event"], Iterable[str]] | None
    order_by: Callable[["Event"], str]

    def targets_of(self, event: "Event") -> list[str]:
        return list(dict.fromkeys((self.targets or one_delivery)(event)))


@dataclass(frozen=True)
class Act:
    """One timed act (定时任务)."""

    name: str
    seconds: float
    call: Callable[[], object]


class Registry:
    """Handlers and timed acts by name."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.acts: dict[str, Act] = {}

    def add_handler(self, found: Handler) -> None:
        _refuse_second(self.handlers, found.name)
        self.handlers[found.name] = found

    def add_act(self, found: Act) -> None:
        _refuse_second(self.acts, found.name)
        self.acts[found.name] = found

    def listening_to(self, kind: str) -> list[Handler]:
        return [found for found in self.handlers.values() if kind in found.kinds]


def _refuse_second(register: dict[str, Any], name: str) -> None:
    if name in register:
        raise ValueError(f"two handlers or acts are called {name!r}")


registry = Registry()


def check_kind(kind: str) -> str:
    """The kind itself; ValueError when it is not lower-case words joined by dots, at most 100 characters."""
    if not KIND.fullmatch(kind) or len(kind) > 100:
        raise ValueError(f"{kind!r} is no kind of event: write lower-case words joined by dots")
    return kind


def handler(
    *kinds: str,
    name: str,
    batch: int = 0,
    attempts: int = MAX_ATTEMPTS,
    atomic: bool = True,
    targets: Callable[["Event"], Iterable[str]] | None = None,
    order_by: Callable[["Event"], str] = about_the_subject,
) -> Callable[[Callable], Callable]:
    """Call the function for every event of these kinds, at least once, after the emitting transaction.

    It gets the event; with `batch=n` a list of one to n events in their order; with `targets` (event ->
    names) it is called once for each target as `f(event, target)`, each with its own retries.
    `atomic=True`: what it writes commits together with the mark "done", so it happens exactly once.
    `atomic=False` is for work outside the database (files, an index, HTTP): no transaction is held
    meanwhile (on SQLite that would stop every writer), and the work must bear being done twice.
    Events with the same `order_by` key (default: the subject) are handled in the order of emission.
    """
    if batch and targets:
        raise ValueError("a batch handler has no targets")
    wanted = frozenset(check_kind(kind) for kind in kinds)

    def register(call: Callable) -> Callable:
        registry.add_handler(Handler(name, wanted, call, batch, attempts, atomic, targets, order_by))
        return call

    return register


def periodic(*, seconds: float, name: str) -> Callable[[Callable], Callable]:
    """Call the function about every `seconds`, on one of the workers. It opens its own transactions."""

    def register(call: Callable) -> Callable:
        registry.add_act(Act(name, seconds, call))
        return call

    return register
