"""One page made ready for the library (备料): everything is decided, nothing is written.

Links and pictures still carry the addresses they had; `decisions` and `pictures` say what each becomes. So the same
page gives the same hash in every run, whatever numbers the database hands out.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from resource_library.enums import Kind

from ..classify import kind_of
from ..columns import ancestry
from ..links import Decision, LinkVerdict, links_in
from ..media import Media, MediaError, check_file, check_picture
from ..normalise import Block, DateEvidence, LossKind, NormalisedPage, normalise
from ..normalise.losses import Losses
from ..survey import Item
from .planning import Plan

_DOC_NO = re.compile(r"^[一-鿿（）()]{2,20}\s*[〔\[［【(（]\s*(?:19|20)\d\d\s*[〕\]］】)）]\s*(?:第\s*)?\d{1,5}\s*号$")
_LEADER_PARTS = (("portfolio", re.compile(r"分工|职责|分管")), ("cv", re.compile(r"简历|履历|简介")))


POST_LENGTH = 80  # characters; a longer first text of a leader's page is no post


@dataclass(slots=True)
class Prepared:
    """`when` is aware; `pictures` and `files` lead from the address in the text to what the library will hold, `cover`
    is that of the picture that stands for the article."""

    item: Item
    title: str
    when: datetime
    evidence: DateEvidence
    source: str
    author: str
    editor: str
    kind: Kind
    doc_no: str
    columns: list[str]
    blocks: list[Block]
    extra: dict[str, str]
    decisions: dict[str, Decision]
    pictures: dict[str, Media]
    cover: str
    files: list[tuple[str, str, Media]]
    losses: Losses = field(repr=False)

    @property
    def row_hash(self) -> str:
        """SHA-256 over what the source says and what becomes of it."""
        said = [
            self.title, str(self.when) if self.evidence != DateEvidence.NONE else "", self.source, self.author,
            self.kind, self.doc_no, self.columns, [[block.type, block.value] for block in self.blocks], self.extra,
            sorted((href, d.verdict, d.target) for href, d in self.decisions.items()),
            sorted((src, media.sha1) for src, media in self.pictures.items()),
            [(name, media.sha1) for _href, name, media in self.files],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def prepare(plan: Plan, item: Item) -> Prepared:
    """Reads the page again and decides everything about it."""
    read = normalise(plan.source.page(item.key), plan.survey.host)
    losses = Losses()
    for loss in read.losses:
        losses.add(loss.kind, loss.what, loss.count)
    pictures = _pictures(plan, read, losses)
    decisions = {href: plan.decision(href) for href in links_in(read.blocks)}
    files = _files(plan, read, decisions, losses)
    columns = plan.column_paths(item)
    kind = kind_of([plan.columns[path].name for path in ancestry(columns[0])])
    when, evidence = _moment(item)
    blocks = [block for block in read.blocks if block.type != "picture" or _src(block) in pictures]
    cover = next((_src(block) for block in blocks if block.type == "picture"), "")
    extra, text = _leader(item.title, blocks) if kind == Kind.LEADER else ({}, blocks)
    return Prepared(
        item=item,
        title=item.title or plan.columns[columns[0]].name,
        when=when,
        evidence=evidence,
        source=read.source or plan.name,
        author=read.author,
        editor=read.editor,
        kind=kind,
        doc_no=_doc_no(read.blocks),
        columns=columns,
        blocks=text,
        extra=extra,
        decisions=decisions,
        pictures=pictures,
        cover=cover,
        files=files,
        losses=losses,
    )


def _moment(item: Item) -> tuple[datetime, DateEvidence]:
    """The date as an instant; a page that shows none has that of its copy."""
    if item.date.when:
        return timezone.make_aware(item.date.when), item.date.evidence
    if item.fetched_at:
        return item.fetched_at, DateEvidence.COPY
    return timezone.now(), DateEvidence.NONE


def _src(block: Block) -> str:
    return block.value["src"] if isinstance(block.value, dict) else ""


def _pictures(plan: Plan, read: NormalisedPage, losses: Losses) -> dict[str, Media]:
    found: dict[str, Media] = {}
    for block in read.blocks:
        if block.type != "picture" or (src := _src(block)) in found:
            continue
        key = plan.survey.key_of(src)
        if key not in plan.survey.files:
            losses.add(LossKind.PICTURE_MISSING, src)
            continue
        try:
            found[src] = check_picture(plan.source, key)[0]
        except MediaError as error:
            losses.add(LossKind.PICTURE_UNUSABLE, f"{src} ({error})")
    return found


def _files(
    plan: Plan, read: NormalisedPage, decisions: dict[str, Decision], losses: Losses
) -> list[tuple[str, str, Media]]:
    """(address, name for people, file) of every attachment that is there; the others are only text now."""
    found = []
    for link in read.attachments:
        decision = decisions.get(link.href)
        if decision and decision.verdict == LinkVerdict.FILE:
            try:
                found.append((link.href, link.name, check_file(plan.source, decision.target)[0]))
                continue
            except MediaError as error:
                losses.add(LossKind.ATTACHMENT_UNUSABLE, f"{link.name} ({error})")
        elif decision and decision.verdict in (LinkVerdict.KEPT, LinkVerdict.SUBSITE):
            continue
        else:
            losses.add(LossKind.ATTACHMENT_MISSING, f"{link.name}: {link.href}")
        decisions[link.href] = Decision(LinkVerdict.DEAD_FILE, link.href)
    there = {href for href, _name, _media in found}
    for href, decision in decisions.items():
        if decision.verdict == LinkVerdict.FILE and href not in there:  # a bare link to a picture, a script
            decisions[href] = Decision(LinkVerdict.DEAD_FILE, href)
    return found


def _doc_no(blocks: list[Block]) -> str:
    """The document number, when one of the first lines is nothing but one."""
    first = next((str(block.value) for block in blocks if block.type == "paragraph"), "")
    lines = re.split(r"<[^>]+>", first)[:12]
    return next((re.sub(r"\s", "", line) for line in lines if _DOC_NO.match(line.strip())), "")[:64]


def _leader(name: str, blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """A leader's page as the library keeps it, and what is left of it.

    Name, post (the short text before any heading), portfolio and vita (by their headings); the first picture is the
    portrait and needs no place in the text.
    """
    extra, rest = {"name": re.sub(r"\s", "", name)}, []
    portrait = next((block for block in blocks if block.type == "picture"), None)
    for heading, content in _sections([block for block in blocks if block is not portrait]):
        part = _part_of(heading)
        first = next((block for block in content if block.type == "paragraph"), None)
        if first and part and part not in extra and (heading or len(_plain(first)) <= POST_LENGTH):
            extra[part] = _plain(first)
            content.remove(first)
        elif heading:
            content.insert(0, heading)
        rest += content
    return extra, rest


def _sections(blocks: list[Block]) -> list[tuple[Block | None, list[Block]]]:
    """(heading, what stands below it); no heading for what stands before the first."""
    found: list[tuple[Block | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if block.type == "heading":
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return found


def _part_of(heading: Block | None) -> str:
    """The field of a leader that the text below a heading belongs to; empty for none."""
    if heading is None:
        return "post"
    return next((name for name, pattern in _LEADER_PARTS if pattern.search(str(heading.value))), "")


def _plain(block: Block) -> str:
    """The text of a paragraph block, one line for each paragraph."""
    return re.sub(r"\n{2,}", "\n", re.sub(r"\s*<[^>]+>\s*", "\n", str(block.value))).strip()
