"""Where a closed site comes from: one seam for every kind of source (来源适配器).

An adapter hands out saved pages and files and knows where each was once reachable. It decides nothing: what a page is
and what becomes of it is told by `normalise` and `domain`.
"""

from .base import MAX_FILE, MAX_KEY, MAX_PAGE, Skipped, Source, SourceError, SourceFile, SourcePage, resolve

__all__ = ["MAX_FILE", "MAX_KEY", "MAX_PAGE", "Skipped", "Source", "SourceError", "SourceFile", "SourcePage", "resolve"]
