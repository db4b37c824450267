"""The transactional outbox (事务发件箱): what happened is written with the change, what follows is done by
workers.

    from unified_platform.events import emit, handler, periodic

`emit` in a domain function, `@handler` and `@periodic` in an app's `handlers.py`. See docs/adr/002.
"""

from typing import TYPE_CHECKING, Any

from .registry import handler, periodic

if TYPE_CHECKING:
    from .draining import drain
    from .outbox import emit, emit_each

__all__ = ["drain", "emit", "emit_each", "handler", "periodic"]

# Imported on first use: this package is imported while apps are loading, before there can be models.
_LAZY = {"emit": "outbox", "emit_each": "outbox", "drain": "draining"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f".{_LAZY[name]}", __name__), name)
