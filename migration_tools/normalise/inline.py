"""Running text with the few marks that mean something (行内文字).

A paragraph is rebuilt from nothing but its characters, its emphasis and its links, so that no markup of the old page
can come along: it is not filtered out, it is never copied.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.html import escape

# Old and new names of the marks the library keeps.
MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}

_BREAK = "\n"  # stands for <br> inside a run; every other line end is a blank
_CHINESE = r"[⺀-鿿豈-﫿　-〿！-｠—-…《》〔〕]"
_BLANK = r"[ \t\r\f\v\u00a0\u2002-\u200b\u2060\u3000\ufeff]"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that share their marks and their link. `href` is absolute; empty where there is no link."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""


BREAK = Run(_BREAK)


def from_source(text: str, marks: frozenset[str], href: str) -> Run:
    """A run from the page's source, where a line end is only a blank."""
    return Run(text.replace("\n", "\r"), marks, href)


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Blanks as people mean them: line ends of the source vanish between Chinese characters, runs of blanks become
    one, none stand at the ends of a line, and neighbours that look the same are one."""
    text = "".join(run.text for run in runs)
    kept = _kept(text)
    at, out = 0, []
    for run in runs:
        characters = "".join(kept[position] for position in range(at, at + len(run.text)))
        at += len(run.text)
        if characters:
            out.append(replace(run, text=characters))
    alike = groupby(out, key=lambda run: (run.marks, run.href))
    return [Run("".join(run.text for run in same), *look) for look, same in alike]


def _kept(text: str) -> list[str]:
    """For each character what becomes of it: itself, one blank, or nothing."""
    kept = list(text)
    for found in re.finditer(rf"(?:{_BLANK}|\n)+", text):
        kept[found.start() : found.end()] = [_blank_for(text, found)] + [""] * (found.end() - found.start() - 1)
    return kept


def _blank_for(text: str, found: re.Match[str]) -> str:
    blanks, before, behind = found[0], text[: found.start()][-1:], text[found.end() :][:1]
    if not before or not behind:
        return ""
    if _BREAK in blanks:
        return _BREAK
    if "\r" in blanks and re.match(_CHINESE, before) and re.match(_CHINESE, behind):
        return ""  # the source was re-indented in the middle of a sentence
    return " "


def plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs).replace(_BREAK, " ")


def to_html(runs: Iterable[Run]) -> str:
    """`<strong>`, `<em>`, `<sub>`, `<sup>`, `<a href>` and `<br/>`, nothing else."""
    return "".join(
        _link(href, "".join(_marked(run) for run in linked)) for href, linked in groupby(runs, key=lambda run: run.href)
    )


def _marked(run: Run) -> str:
    html = str(escape(run.text)).replace(_BREAK, "<br>")
    for mark in sorted(run.marks):
        html = f"<{mark}>{html}</{mark}>"
    return html


def _link(href: str, html: str) -> str:
    return f'<a href="{escape(href)}">{html}</a>' if href else html
