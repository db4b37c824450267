"""Making things in further processes while this one stores them: every core has something to do."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def ahead(makers: Sequence[Callable[[], Iterator[T]]]) -> Iterator[T]:
    """What these make, one of each in turn; each maker in a forked process of its own.

    In this one where nothing can be forked or there is one core: the order is the same everywhere. A pipe holds little,
    so a maker is never more than a few things ahead and memory stays flat. What is made has to be picklable, and making
    it must not touch the database: the connection is the parent's. An exception of a maker's is raised here;
    RuntimeError when one was killed.
    """
    if (os.cpu_count() or 1) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from _in_turn([make() for make in makers])
        return
    # What is there already stays: no process need look through it again for what is gone.
    gc.collect()
    gc.freeze()
    try:
        with ExitStack() as running:
            yield from _in_turn([_received(running.enter_context(_forked(make))) for make in makers])
    finally:
        gc.unfreeze()


def _in_turn(sources: list[Iterator[T]]) -> Iterator[T]:
    while sources:
        for source in tuple(sources):
            try:
                made = next(source)
            except StopIteration:
                sources.remove(source)
            else:
                yield made


@contextmanager
def _forked(make: Callable[[], Iterator]) -> Iterator[Connection]:
    """A process that makes, and the end of the pipe where it comes out. It ends when nobody wants its things any more."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    maker = context.Process(target=_make, args=(make, receiver, sender), daemon=True)
    maker.start()
    sender.close()
    try:
        yield receiver
    finally:
        receiver.close()
        maker.terminate()
        maker.join()


def _make(make: Callable[[], Iterator], receiver: Connection, sender: Connection) -> None:
    """In the child. Ends without clearing up: what it inherited (the database's connection) is not its own to close."""
    receiver.close()
    # What it makes goes when it was sent, without anybody looking for it.
    gc.disable()
    try:
        for made in make():
            sender.send((made, None))
        sender.send((None, StopIteration()))
    except BrokenPipeError:
        pass  # the parent wants no more
    except Exception as error:
        sender.send((None, error))
    finally:
        os._exit(0)


def _received(receiver: Connection) -> Iterator:
    while True:
        try:
            made, end = receiver.recv()
        except EOFError:
            raise RuntimeError("the process that makes the texts ended before it was done") from None
        if isinstance(end, StopIteration):
            return
        if end is not None:
            raise end
        yield made
