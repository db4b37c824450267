"""Keeping the unified classification (统一分类, R-1.12.3, R-4.5): one function for each act on a class.

Classes are never deleted. A merged one names the class it went into, so its code goes on meaning something in old
imports, old addresses and old drafts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from unified_platform.accounts.domain import has_role
from unified_platform.accounts.enums import Role
from unified_platform.events import emit

from ..models import Term, TermState, Vocabulary

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}")
CHANGED = "classification.changed"
MERGED = "term.merged"
# The acts after which the numbers of resources are other ones.
RECOUNT = "recount"
COUNTED_ANEW = (MERGED, RECOUNT, "term.move", "term.retag", "term.retag_undone")


def may_classify(user) -> bool:
    """信息中心 keeps the classification; everybody else looks at it."""
    return user.is_active and (user.is_superuser or has_role(user, Role.INFORMATION_CENTRE))


# What a code means today


def resolve(vocabulary: str, code: str) -> Term | None:
    """The class that `code` of the vocabulary with this code means today; None when it never meant any.

    Imports and the API read codes through this: what was merged, or retired in favour of another class, leads to the
    end of its chain. A class that was retired without a successor means itself. Two queries whatever the chain.
    """
    return resolve_all(vocabulary, [code]).get(code)


def resolve_all(vocabulary: str, codes: Iterable[str] | None = None) -> dict[str, Term]:
    """`resolve` for many codes (all there ever were, when none are named) at once; unknown ones are left out."""
    terms = {term.pk: term for term in Term.objects.filter(vocabulary__code=vocabulary)}
    by_code = {term.code: term for term in terms.values()}
    wanted = by_code if codes is None else [code for code in codes if code in by_code]
    return {code: _end_of_chain(by_code[code], terms) for code in wanted}


def _end_of_chain(term: Term, terms: Mapping[int, Term]) -> Term:
    passed: set[int] = set()
    while term.successor_id is not None and term.successor_id in terms and term.pk not in passed:
        passed.add(term.pk)
        term = terms[term.successor_id]
    return term


def today(term: Term) -> Term:
    """The end of the chain of merges that begins with `term`; itself when it was not merged."""
    passed: set[int] = set()
    while term.state == TermState.MERGED and term.successor is not None and term.pk not in passed:
        passed.add(term.pk)
        term = term.successor
    return term


def without_merged(content: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a version of a resource with every merged class replaced by the one it went into, none twice.

    One query, and one more for each link of a chain of merges.
    """
    fields = [name for name in SINGLE_FIELDS.values() if content.get(name)]
    further = [pk for pk in content.get("terms") or [] if isinstance(pk, int)]
    moved = _merged_into({content[name] for name in fields if isinstance(content[name], int)} | set(further))
    if not moved:
        return dict(content)
    changed: dict[str, Any] = {name: moved.get(content[name], content[name]) for name in fields}
    if set(further) & set(moved):
        newly = {moved[pk] for pk in further if pk in moved} & set(changed.values())
        changed["terms"] = [pk for pk in dict.fromkeys(moved.get(pk, pk) for pk in further) if pk not in newly]
    return {**content, **changed}


def _merged_into(ids: set[int]) -> dict[int, int]:
    """Of these classes the merged ones, with the end of their chain."""
    steps: dict[int, int] = {}
    asked = ids
    while asked:
        merged = Term.objects.filter(pk__in=asked, state=TermState.MERGED, successor__isnull=False)
        found = dict(merged.values_list("pk", "successor_id"))
        steps |= found
        asked = set(found.values()) - set(steps)
    return {pk: _last(pk, steps) for pk in ids if pk in steps}


def _last(pk: int, steps: Mapping[int, int]) -> int:
    passed: set[int] = set()
    while pk in steps and pk not in passed:
        passed.add(pk)
        pk = steps[pk]
    return pk


# The element of the metadata that holds the one primary class of a vocabulary. Audiences have
# none: they stand among the further classes only.
SINGLE_FIELDS: dict[str, str] = {
    Vocabulary.SUBJECT: "subject",
    Vocabulary.GENRE: "genre",
    Vocabulary.GROUP: "group",
    Vocabulary.REGION: "region",
}


# The tree


def in_tree_order(terms: Iterable[Term]) -> Iterator[tuple[Term, int]]:
    """(class, depth) from the top, each class below its parent, siblings in their order."""
    rows = sorted(terms, key=lambda term: (term.vocabulary_id, term.order, term.code))
    known = {term.pk for term in rows}
    below: dict[int | None, list[Term]] = {}
    for term in rows:
        below.setdefault(term.parent_id if term.parent_id in known else None, []).append(term)
    waiting = [(term, 0) for term in reversed(below.get(None, []))]
    while waiting:
        term, depth = waiting.pop()
        yield term, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(term.pk, []))]


def subtree_ids(term: Term) -> set[int]:
    """The class and everything below it. One query: a vocabulary is a few thousand classes at most."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Term.objects.filter(vocabulary=term.vocabulary_id).values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, waiting = {term.pk}, [term.pk]
    while waiting:
        fresh = set(children.get(waiting.pop(), [])) - found
        found |= fresh
        waiting += fresh
    return found


# Acts


@transaction.atomic
def add(
    vocabulary: Vocabulary, *, code: str, name: str, parent: Term | None = None, by, order: int | None = None
) -> Term:
    """新增类目: at the end of its siblings, unless `order` says where. Raises ValidationError for a code in use."""
    _begin(vocabulary, by)
    code, name = code.strip(), clean_name(name)
    if not CODE.fullmatch(code):
        raise ValidationError(
            {"code": _("A code is made of letters, digits, dots, dashes and underscores; at most 30.")}
        )
    if Term.objects.filter(vocabulary=vocabulary, code=code).exists():
        raise ValidationError({"code": _("The code %(code)s is in use, or was once.") % {"code": code}})
    _require_place(vocabulary, parent)
    if order is None:
        last = Term.objects.filter(vocabulary=vocabulary, parent=parent).aggregate(last=Max("order"))["last"]
        order = 0 if last is None else last + 1
    term = Term.objects.create(vocabulary=vocabulary, code=code, name=name, parent=parent, order=order)
    _end(term, "term.add", by, {"code": code, "name": name, "parent": parent and parent.code})
    return term


@transaction.atomic
def rename(term: Term, name: str, *, by) -> None:
    """改名: the class means the same and is called something else, everywhere it is shown."""
    current, name = _current(term, by), clean_name(name)
    if current.name == name:
        return
    Term.objects.filter(pk=term.pk).update(name=name)
    _end(current, "term.rename", by, {"before": current.name, "after": name})


@transaction.atomic
def move(term: Term, parent: Term | None, *, by, before: Term | None = None, order: int | None = None) -> None:
    """移动: below another class (None: to the top), before one of its new siblings, or at their end.

    `order` sets the number itself, as an import knows it. Raises ValidationError for a place below itself.
    """
    current = _current(term, by)
    if not current.is_active:
        raise ValidationError(_("“%(term)s” is no longer in use and stays where it is.") % {"term": current})
    _require_place(current.vocabulary, parent)
    if parent is not None and parent.pk in subtree_ids(current):
        raise ValidationError(_("“%(term)s” cannot stand below itself.") % {"term": current})
    was = {"parent": current.parent and current.parent.code, "order": current.order}
    if order is None:
        order = _make_room(current, parent, before)
    Term.objects.filter(pk=term.pk).update(parent=parent, order=order)
    now = {"parent": parent and parent.code, "order": order}
    if was != now:
        _end(current, "term.move", by, {"before": was, "after": now})


def _make_room(term: Term, parent: Term | None, before: Term | None) -> int:
    """Number the new siblings anew, leaving a place for `term`; its number."""
    siblings = list(
        Term.objects.filter(vocabulary=term.vocabulary_id, parent=parent).exclude(pk=term.pk).order_by("order", "code")
    )
    place = next((n for n, sibling in enumerate(siblings) if before and sibling.pk == before.pk), len(siblings))
    for number, sibling in enumerate(siblings):
        sibling.order = number + (number >= place)
    Term.objects.bulk_update(siblings, ["order"], batch_size=500)
    return place


@transaction.atomic
def shift(term: Term, steps: int, *, by) -> None:
    """上移、下移 among its siblings that are in use: -1 is one place up, 1 is one place down."""
    current = _current(term, by)
    siblings = Term.objects.filter(vocabulary=current.vocabulary, parent=current.parent_id, state=TermState.ACTIVE)
    row = list(siblings.order_by("order", "code"))
    others = [sibling for sibling in row if sibling.pk != current.pk]
    place = max(0, [sibling.pk for sibling in row].index(current.pk) + steps) if current in row else 0
    move(current, current.parent, by=by, before=others[place] if place < len(others) else None)


@transaction.atomic
def retire(term: Term, *, by, successor: Term | None = None) -> None:
    """停用: no longer offered; where it is used it stays. With a successor its code means that class from now on."""
    current = _current(term, by)
    if not current.is_active:
        raise ValidationError(_("“%(term)s” is out of use already.") % {"term": current})
    if Term.objects.filter(parent=current, state=TermState.ACTIVE).exists():
        raise ValidationError(_("There are classes below it that are in use: move or retire them first."))
    if successor is not None:
        require_target(current, successor)
    Term.objects.filter(pk=term.pk).update(state=TermState.RETIRED, successor=successor)
    _end(current, "term.retire", by, {"successor": successor and successor.code})


@transaction.atomic
def reactivate(term: Term, *, by) -> None:
    """启用: a retired class is offered again. A merged one comes back by undoing the job that merged it."""
    current = _current(term, by)
    if current.state != TermState.RETIRED:
        raise ValidationError(_("Only a retired class can be taken into use again."))
    _require_place(current.vocabulary, current.parent)
    Term.objects.filter(pk=term.pk).update(state=TermState.ACTIVE, successor=None)
    _end(current, "term.reactivate", by, {})


# What a merge does to the classes themselves; the resources follow in the job (job_kinds/terms.py).


def require_mergeable(source: Term, target: Term) -> None:
    """Raises ValidationError when `source` cannot go into `target`."""
    if source.state == TermState.MERGED:
        raise ValidationError(_("“%(term)s” has been merged already.") % {"term": source})
    require_target(source, target)
    if target.pk in subtree_ids(source):
        raise ValidationError(_("“%(target)s” lies below “%(term)s”.") % {"target": target, "term": source})


def require_target(source: Term, target: Term) -> None:
    """Raises ValidationError unless `target` can take the place of `source`."""
    if source.pk == target.pk:
        raise ValidationError(_("A class cannot take its own place."))
    if source.vocabulary_id != target.vocabulary_id:
        raise ValidationError(_("Both classes must stand in the same vocabulary."))
    if not target.is_active:
        raise ValidationError(_("“%(term)s” is not in use.") % {"term": target})


def close(source: Term, target: Term, *, by) -> list[tuple[Term, dict, dict]]:
    """The first step of 合并: the code of `source` means `target` from now on, and what stood below it stands below
    `target`. Returns (class, before, after) of each class that changed; the caller has locked the vocabulary."""
    require_mergeable(source, target)
    changes = [(source, _standing(source), {"state": TermState.MERGED.value, "successor": target.pk})]
    Term.objects.filter(pk=source.pk).update(state=TermState.MERGED, successor=target)
    last = Term.objects.filter(parent=target).aggregate(last=Max("order"))["last"]
    children = list(Term.objects.filter(parent=source).order_by("order", "code"))
    for number, child in enumerate(children, start=0 if last is None else last + 1):
        before = {"parent": source.pk, "order": child.order}
        child.parent, child.order = target, number
        changes.append((child, before, {"parent": target.pk, "order": number}))
    Term.objects.bulk_update(children, ["parent", "order"], batch_size=500)
    _end(source, "term.merge", by, {"into": target.code})
    return changes


def _standing(term: Term) -> dict[str, Any]:
    return {"state": str(term.state), "successor": term.successor_id}


def put_back(term: Term, before: Mapping[str, Any], after: Mapping[str, Any], *, by) -> str:
    """Undo one change of `close`; why not, in a sentence, when the class has changed since."""
    now = {name: getattr(term, _ATTNAMES.get(name, name)) for name in after}
    if now != dict(after):
        return _("Somebody has changed it since.")
    if before.get("parent"):
        parent = Term.objects.get(pk=before["parent"])
        if parent.pk in subtree_ids(term):
            return _("“%(term)s” cannot stand below itself.") % {"term": term}
    values = {_ATTNAMES.get(name, name): value for name, value in before.items()}
    Term.objects.filter(pk=term.pk).update(**values)
    _end(term, "term.merge_undone", by, dict(before))
    return ""


_ATTNAMES = {"successor": "successor_id", "parent": "parent_id"}


# What every act begins and ends with


def _begin(vocabulary: Vocabulary, by) -> None:
    if not may_classify(by):
        raise PermissionDenied
    lock(vocabulary.pk)


def lock(vocabulary_id: int) -> None:
    """One act on a vocabulary after the other: of two moves at once each would be right, and both together a circle."""
    Vocabulary.objects.select_for_update().get(pk=vocabulary_id)


def _current(term: Term, by) -> Term:
    _begin(term.vocabulary, by)
    return Term.objects.select_related("vocabulary", "parent").get(pk=term.pk)


def clean_name(name: str) -> str:
    """The name as it is stored: one line, without blanks around it. Raises ValidationError for none."""
    found = " ".join(name.split())
    if not found or len(found) > 100 or "\x00" in found:
        raise ValidationError({"name": _("A class has a name of at most 100 characters.")})
    return found


def _require_place(vocabulary: Vocabulary, parent: Term | None) -> None:
    if parent is None:
        return
    parent = Term.objects.get(pk=parent.pk)
    if parent.vocabulary_id != vocabulary.pk:
        raise ValidationError(_("Both classes must stand in the same vocabulary."))
    if not parent.is_active:
        raise ValidationError(_("“%(term)s” is not in use.") % {"term": parent})


def _end(term: Term, action: str, by, data: dict[str, Any]) -> None:
    log(instance=term, action=action, user=by, data={"code": term.code, **data})
    announce(term, action)


def announce(term: Term, act: str) -> None:
    """Part of the act, in its transaction."""
    emit(CHANGED, subject=term, payload={"vocabulary": term.vocabulary_id, "act": act})


@transaction.atomic
def recount_wanted(vocabulary: Vocabulary) -> None:
    """重新统计: the worker counts all classes anew."""
    emit(CHANGED, subject=vocabulary, payload={"vocabulary": vocabulary.pk, "act": RECOUNT})


def log_retagging(job: Any) -> None:
    """改标 in the history of the class that the resources left. Part of the job, which asked for the right."""
    term = Term.objects.get(pk=job.arguments["source"])
    action = "term.retag_undone" if job.undoes_id else "term.retag"
    _end(term, action, job.created_by, {"job": job.pk, "target": job.arguments["target"], "resources": job.changed})
