"""How an official letter (公文) stands on paper: addressee flush left, sender and date to the right.

Editors and imports bring plain paragraphs; what they are is read from their place and form.
"""

import re
from dataclasses import replace

from django.utils.safestring import mark_safe

from .body import Block

_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_ADDRESSEE = re.compile(r"[^<>。；！？]{2,200}[：:]\s*")
_NUMERAL = "一二三四五六七八九十"
_YEAR = f"(?:\\d{{4}}|[〇○零{_NUMERAL}]{{4}})年"
_DATE = re.compile(f"\\s*{_YEAR}\\s*[\\d{_NUMERAL}]{{1,3}}月\\s*[\\d{_NUMERAL}]{{1,3}}日\\s*")
# A sender is short and no sentence.
_SENDER = re.compile(r"[^<>。，；：！？]{2,40}")


def set_as_letter(blocks: list[Block]) -> list[Block]:
    """The same blocks, their addressee, senders and dates marked for the style sheet."""
    marks = _marks([(block, inner) for block in blocks for inner in _paragraphs(block)])
    position, shown = 0, []
    for block in blocks:
        count = len(_paragraphs(block))
        shown.append(_marked(block, marks[position : position + count]) if count else block)
        position += count
    return shown


def _marks(paragraphs: list[tuple[Block, str]]) -> list[str]:
    texts = [inner for _block, inner in paragraphs]
    marks = [""] * len(texts)
    if texts and _ADDRESSEE.fullmatch(texts[0]):
        marks[0] = "addressee"
    for position, text in enumerate(texts):
        if _DATE.fullmatch(text):
            marks[position] = "signature"
            if position and not marks[position - 1] and _SENDER.fullmatch(texts[position - 1]):
                marks[position - 1] = "signature"
    return marks


def _paragraphs(block: Block) -> list[str]:
    return _PARAGRAPH.findall(block.value) if block.template == "paragraph" else []


def _marked(block: Block, marks: list[str]) -> Block:
    remaining = iter(marks)

    def tag(paragraph: re.Match) -> str:
        mark = next(remaining)
        return f'<p class="{mark}">{paragraph[1]}</p>' if mark else paragraph[0]

    # The text is the sanitised one of the block; only a class of ours is added.
    return replace(block, value=mark_safe(_PARAGRAPH.sub(tag, block.value)))
