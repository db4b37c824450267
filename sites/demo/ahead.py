"""Making things in a second process while the first one stores them: two cores instead of one."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def ahead(make: Callable[[], Iterator[T]]) -> Iterator[T]:
    """What `make()` yields, made in a forked process; in this one where nothing can be forked or there is one core.

    A pipe holds little, so the maker is never more than a few things ahead and memory stays flat. What is made has to be
    picklable, and making it must not touch the database: the connection is the parent's. An exception of the maker's is
    raised here; RuntimeError when it was killed.
    """
    if (os.cpu_count() or 1) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from make()
        return
    context = multiprocessing.get_context("fork")
    # What is there already stays: neither process need look through it again for what is gone.
    gc.collect()
    gc.freeze()
    receiver, sender = context.Pipe(duplex=False)
    maker = context.Process(target=_make, args=(make, receiver, sender), daemon=True)
    maker.start()
    sender.close()
    try:
        yield from _received(receiver)
    finally:
        receiver.close()
        maker.terminate()
        maker.join()
        gc.unfreeze()


def _make(make: Callable[[], Iterator], receiver: Connection, sender: Connection) -> None:
    """In the child. Ends without clearing up: what it inherited (the database's connection) is not its own to close."""
    receiver.close()
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
