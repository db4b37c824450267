"""Two versions of a resource, field by field, in the words of the editor's form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, DateTimeField, TextField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..domain.relations import HIDDEN, visible_ids
from ..enums import RelationType
from ..kinds import schema_of
from ..kinds.values import words as in_words
from ..models import Resource
from ..panels import GROUPS
from ..reading import class_names, metadata_lines
from . import words
from .blocks import Block, compare, pictures_beside

FIRST = ("title", "top_title", "sub_title")
LAST = ("go_live_at", "expire_at")


@dataclass(frozen=True)
class Change:
    """One element that differs: as `html`, or the text as `blocks`."""

    label: str
    html: SafeString | str = ""
    blocks: list[Block] = field(default_factory=list)

    def field_label(self) -> str:
        return self.label


def changes(old: Resource, new: Resource, *, by) -> list[Change]:
    """What differs, in the order of the form. Of related resources only those titles that `by` may know.

    A handful of queries, however long the texts are.
    """
    metadata = [name for _heading, names in GROUPS for name in names]
    found = [
        *_of_fields(old, new, FIRST),
        *_of_kind(old, new),
        *_of_body(old, new),
        *_of_fields(old, new, metadata),
        *_of_attachments(old, new),
        *_of_relations(old, new, by),
        *_of_fields(old, new, LAST),
    ]
    return list(found)


def _of_fields(old: Resource, new: Resource, names: Any) -> Iterator[Change]:
    for name in names:
        model_field: Any = Resource._meta.get_field(name)
        if name == "image":
            if old.image_id != new.image_id:
                yield Change(_label(model_field), pictures_beside(old.image, new.image))
            continue
        before, after = _value(old, name), _value(new, name)
        if before != after:
            show: Callable[[str, str], SafeString] = words.html if _is_text(model_field) else words.swapped
            yield Change(_label(model_field), show(before, after))


def _label(model_field: Any) -> str:
    return str(capfirst(model_field.verbose_name))


def _is_text(model_field: Any) -> bool:
    return isinstance(model_field, CharField | TextField) and not model_field.choices and model_field.name != "language"


def _value(resource: Resource, name: str) -> str:
    value = getattr(resource, name)
    if isinstance(Resource._meta.get_field(name), DateTimeField):
        return date_format(timezone.localtime(value), "Y-m-d H:i") if value else ""
    return next((line.value for line in metadata_lines(resource, [name])), "")


def _of_kind(old: Resource, new: Resource) -> Iterator[Change]:
    fields = schema_of(new.kind).fields
    values = [each.extra if isinstance(each.extra, dict) else {} for each in (old, new)]
    if values[0] == values[1]:
        return
    names = {**class_names(fields, values[0]), **class_names(fields, values[1])}
    for each in fields:
        before, after = (in_words(each, one.get(each.name), names) for one in values)
        if before != after:
            yield Change(str(capfirst(str(each.label))), words.html(before, after))


def _of_body(old: Resource, new: Resource) -> Iterator[Change]:
    if old.body.get_prep_value() == new.body.get_prep_value():
        return
    found = compare(old.body, new.body)
    if any(block.state != "same" or block.moved for block in found):
        yield Change(str(capfirst(Resource._meta.get_field("body").verbose_name)), blocks=found)


def _of_attachments(old: Resource, new: Resource) -> Iterator[Change]:
    before, after = ([(row.document_id, row.title) for row in each.attachments.all()] for each in (old, new))
    if before == after:
        return
    titles = dict(before)
    lines = [_attachment(row, titles) for row in after]
    kept = {number for number, _title in after}
    lines += [words.gone(title) for number, title in before if number not in kept]
    if sorted(before) == sorted(after):
        lines.append(_("(in another order)"))
    yield Change(_("Attachments"), _list(lines))


def _attachment(row: tuple[int, str], before: dict[int, str]) -> SafeString | str:
    number, title = row
    return words.html(before[number], title) if number in before else words.came(title)


def _of_relations(old: Resource, new: Resource, by) -> Iterator[Change]:
    before, after = ([(row.type, row.target_id) for row in each.relations.all()] for each in (old, new))
    if sorted(before) == sorted(after):
        return
    numbers = {number for _type, number in [*before, *after]}
    known = dict(Resource.objects.filter(pk__in=visible_ids(numbers, by=by)).values_list("pk", "title"))

    def told(row: tuple[str, int]) -> str:
        return f"{RelationType(row[0]).label}：{known.get(row[1], HIDDEN)}"

    lines = [told(row) if row in before else words.came(told(row)) for row in after]
    lines += [words.gone(told(row)) for row in before if row not in after]
    yield Change(_("Relations"), _list(lines))


def _list(lines: list) -> SafeString:
    return format_html_join("", '<span class="diff-line">{}</span>', ((line,) for line in lines))
