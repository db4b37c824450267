"""Vocabularies as CSV: out (导出), and in again (导入) after a look at what would happen.

A file is hostile until it has been read: its encoding, its codes, its tree. An import adds, renames, moves, retires and
takes into use again; it never deletes, and what the file does not name stays as it is. Merging is an act of its own,
because resources follow it.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Term, TermState, Vocabulary
from . import classification

# The headings of a file, in Chinese as people read them and in English as machines write them.
HEADINGS = {
    "code": ("代码", "code"),
    "name": ("名称", "name"),
    "parent": ("上级代码", "parent"),
    "order": ("顺序", "order"),
    "state": ("状态", "state"),
    "successor": ("接替代码", "successor"),
}
STATES = {TermState.ACTIVE: "启用", TermState.RETIRED: "停用", TermState.MERGED: "已并入"}
MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5000
_LARGEST_ORDER = 2_147_483_647
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(vocabulary: Vocabulary) -> Iterator[str]:
    """导出: the lines of a CSV file in UTF-8, with the mark by which Excel knows it. No cell is a formula."""
    yield "\ufeff" + _line([names[0] for names in HEADINGS.values()])
    terms = Term.objects.filter(vocabulary=vocabulary).select_related("parent", "successor")
    for term, _depth in classification.in_tree_order(terms):
        yield _line(
            [
                _harmless(term.code),
                _harmless(term.name),
                _harmless(term.parent.code if term.parent else ""),
                str(term.order),
                STATES[TermState(term.state)],
                _harmless(term.successor.code if term.successor else ""),
            ]
        )


def _line(cells: Sequence[str]) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(cells)
    return file.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_meant(cell: str) -> str:
    """What `_harmless` was told, and no blanks around it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


@dataclass(frozen=True)
class Row:
    """One line of a file. Empty text means: not said."""

    line: int
    code: str
    name: str = ""
    parent: str | None = None
    order: str = ""
    state: str = ""
    successor: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Change:
    """What one line would do, in words."""

    line: int
    code: str
    name: str
    acts: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What a file would do. With `errors` (line, sentence) nothing is done."""

    rows: list[Row]
    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    encoding: str = "UTF-8"

    @property
    def effective(self) -> list[Change]:
        return [change for change in self.changes if change.acts]


# Reading


def read(content: bytes) -> Plan:
    """The rows of a file; what is wrong with its form stands in `errors`, with the number of the line."""
    if len(content) > MOST_BYTES:
        return Plan([], errors=[(1, _("The file is larger than 2 MB."))])
    text, encoding = _decoded(content)
    if text is None:
        return Plan([], errors=[(1, _("The file is neither UTF-8 nor GBK. Save it as “CSV UTF-8”."))])
    plan = Plan([], encoding=encoding)
    try:
        plan.rows = _rows(text, plan)
    except csv.Error as error:
        plan.errors.append((1, _("This is no CSV file: %(why)s") % {"why": error}))
    return plan


def _decoded(content: bytes) -> tuple[str | None, str]:
    if b"\x00" in content:
        return None, ""
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GBK")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return None, ""


def _rows(text: str, plan: Plan) -> list[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    places = _places(next(lines, []))
    if "code" not in places:
        plan.errors.append((1, _("The first line must name the columns: 代码,名称,上级代码,顺序,状态,接替代码")))
        return []
    rows: list[Row] = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) >= MOST_ROWS:
            plan.errors.append((lines.line_num, _("More than %(most)d classes in one file.") % {"most": MOST_ROWS}))
            break
        said = {name: _as_meant(cells[at]) for name, at in places.items() if at < len(cells)}
        rows.append(Row(lines.line_num, **{"code": "", **said}))
    if not rows and not plan.errors:
        plan.errors.append((1, _("The file names no classes.")))
    return rows


def _places(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        for name, words in HEADINGS.items():
            if heading.strip().lower() in words:
                found.setdefault(name, at)
    return found


# Checking


def plan(vocabulary: Vocabulary, read_file: Plan) -> Plan:
    """What these rows would do to the vocabulary as it is now, and everything that is wrong with them. Two queries."""
    terms = {
        term.code: term for term in Term.objects.filter(vocabulary=vocabulary).select_related("parent", "successor")
    }
    checked = Plan(read_file.rows, errors=list(read_file.errors), encoding=read_file.encoding)
    _Check(terms, checked).run()
    checked.errors.sort()
    return checked


class _Check:
    """One pass over the rows against the classes there are."""

    def __init__(self, terms: Mapping[str, Term], plan: Plan):
        self.terms, self.plan = terms, plan
        self.rows: dict[str, Row] = {}
        # The tree as it would be: code → code above.
        self.above = {term.code: term.parent.code if term.parent else "" for term in terms.values()}
        self.active = {code for code, term in terms.items() if term.is_active}

    def run(self) -> None:
        for row in self.plan.rows:
            if self._own(row):
                self.rows[row.code] = row
        for row in self.rows.values():
            self._tree(row)
        self._standing()
        self._circles()
        self._names()
        self.plan.changes = [self._change(row) for row in self.rows.values()]

    def error(self, row: Row, words: str) -> None:
        self.plan.errors.append((row.line, words))

    def _own(self, row: Row) -> bool:
        """What can be said of a row without the others."""
        if not classification.CODE.fullmatch(row.code):
            self.error(
                row, _("“%(code)s” is no code: letters, digits, dots, dashes, at most 30.") % {"code": row.code[:40]}
            )
            return False
        if row.code in self.rows:
            first = self.rows[row.code].line
            self.error(row, _("%(code)s stands in line %(line)d already.") % {"code": row.code, "line": first})
            return False
        if len(row.name) > 100:
            self.error(row, _("A class has a name of at most 100 characters."))
        if not row.name and row.code not in self.terms:
            self.error(row, _("A new class needs a name."))
        if row.order and not (row.order.isascii() and row.order.isdigit() and int(row.order) <= _LARGEST_ORDER):
            self.error(row, _("“%(order)s” is no place in the order.") % {"order": row.order[:40]})
        if row.state and row.state not in STATES.values():
            self.error(row, _("The state is 启用 or 停用, not “%(state)s”.") % {"state": row.state[:40]})
        return True

    def _tree(self, row: Row) -> None:
        """What depends on other classes: parent, state, successor."""
        term = self.terms.get(row.code)
        if row.parent is not None:
            self.above[row.code] = row.parent
        self._state(row, term)
        parent = self.above.get(row.code, "")
        moved = term is None or parent != (term.parent.code if term.parent else "")
        if parent and parent not in self.terms and parent not in self.rows:
            self.error(row, _("There is no class %(code)s above it.") % {"code": parent[:40]})
        elif term and moved and not self._will_be_active(row.code):
            self.error(row, _("What is no longer in use is not moved."))

    def _state(self, row: Row, term: Term | None) -> None:
        is_merged = term is not None and term.state == TermState.MERGED
        if row.state and (row.state == STATES[TermState.MERGED]) != is_merged:
            self.error(row, _("Merging is an act of its own: resources follow it. A file cannot do or undo it."))
        if is_merged or not row.successor:
            return
        if row.successor == row.code or not self._will_be_active(row.successor):
            self.error(row, _("The successor %(code)s is not in use.") % {"code": row.successor[:40]})

    def _will_be_active(self, code: str) -> bool:
        row = self.rows.get(code)
        if row and row.state:
            return row.state == STATES[TermState.ACTIVE]
        return code in self.active if code in self.terms else row is not None

    def _standing(self) -> None:
        """What is in use stands below what is in use. A line may break that from above or from below."""
        for code, parent in self.above.items():
            new = code in self.rows and code not in self.terms
            known = parent in self.terms or parent in self.rows
            if not known or self._will_be_active(parent) or not (new or self._will_be_active(code)):
                continue
            if code in self.rows:
                self.error(self.rows[code], _("%(code)s above it is not in use.") % {"code": parent})
            elif parent in self.rows:
                self.error(self.rows[parent], _("%(code)s below it is in use.") % {"code": code})

    def _circles(self) -> None:
        for row in self.rows.values():
            passed, code = {row.code}, self.above.get(row.code, "")
            while code and code not in passed:
                passed.add(code)
                code = self.above.get(code, "")
            if code == row.code:
                self.error(row, _("%(code)s would stand below itself.") % {"code": row.code})

    def _names(self) -> None:
        """Two classes of one name side by side cannot be told apart by anybody who chooses one."""
        named: dict[tuple[str, str], str] = {}
        for code, term in self.terms.items():
            if code not in self.rows and term.is_active:
                named[self.above[code], term.name] = code
        for row in self.rows.values():
            if not self._will_be_active(row.code):
                continue
            name = row.name or (self.terms[row.code].name if row.code in self.terms else "")
            other = named.setdefault((self.above.get(row.code, ""), name), row.code)
            if name and other != row.code:
                self.error(row, _("%(code)s beside it has the same name.") % {"code": other})

    def _change(self, row: Row) -> Change:
        term = self.terms.get(row.code)
        change = Change(row.line, row.code, row.name or (term.name if term else ""))
        change.acts = [str(label) for label, _act in _acts(row, term)]
        return change


# Doing

_ADD, _RENAME, _MOVE = gettext_lazy("add"), gettext_lazy("rename"), gettext_lazy("move")
_RETIRE, _REACTIVATE = gettext_lazy("retire"), gettext_lazy("take into use again")


def _acts(row: Row, term: Term | None) -> list[tuple[Any, str]]:
    """(words, name) of everything this row asks for and that is not so already."""
    acts: list[tuple[Any, str]] = []
    if term is None:
        acts.append((_ADD, "add"))
    else:
        if row.state == STATES[TermState.ACTIVE] and term.state == TermState.RETIRED:
            acts.append((_REACTIVATE, "reactivate"))
        if row.name and row.name != term.name:
            acts.append((_RENAME, "rename"))
        if _is_moved(row, term):
            acts.append((_MOVE, "move"))
    if row.state == STATES[TermState.RETIRED] and (term is None or term.is_active):
        acts.append((_RETIRE, "retire"))
    return acts


def _is_moved(row: Row, term: Term) -> bool:
    if term.state == TermState.MERGED:
        return False
    parent = term.parent.code if term.parent else ""
    return (row.parent is not None and row.parent != parent) or bool(row.order and int(row.order) != term.order)


@transaction.atomic
def carry_out(vocabulary: Vocabulary, rows: Sequence[Row], *, by) -> int:
    """导入: do what these rows ask for; how many classes changed. All of it or nothing.

    Checked once more against the vocabulary as it is now: raises ValidationError with the line of each error.
    """
    if not classification.may_classify(by):
        raise PermissionDenied
    classification.lock(vocabulary.pk)
    checked = plan(vocabulary, Plan(list(rows)))
    if checked.errors:
        raise ValidationError([_("Line %(line)d: %(why)s") % {"line": n, "why": why} for n, why in checked.errors])
    _Import(vocabulary, checked.rows, by).run()
    return len(checked.effective)


class _Import:
    """From the top of the future tree downwards: whatever stands above is in its place before what stands below."""

    def __init__(self, vocabulary: Vocabulary, rows: Sequence[Row], by):
        self.vocabulary, self.by = vocabulary, by
        self.rows = {row.code: row for row in rows}
        self.terms = {
            t.code: t for t in Term.objects.filter(vocabulary=vocabulary).select_related("parent", "vocabulary")
        }
        self.acts = {row.code: [act for _label, act in _acts(row, self.terms.get(row.code))] for row in rows}

    def run(self) -> None:
        downwards = self._downwards()
        for code in downwards:
            for act in ("add", "reactivate", "rename", "move"):
                if act in self.acts[code]:
                    getattr(self, act)(self.rows[code])
        for code in reversed(downwards):
            if "retire" in self.acts[code]:
                self.retire(self.rows[code])

    def _downwards(self) -> list[str]:
        depth: dict[str, int] = {}
        for code in self.rows:
            path, above = [code], self._above(code)
            while above in self.rows and above not in depth and above not in path:
                path.append(above)
                above = self._above(above)
            start = depth.get(above, -1)
            for step, each in enumerate(reversed(path), start=1):
                depth.setdefault(each, start + step)
        return sorted(self.rows, key=lambda code: (depth[code], self.rows[code].line))

    def _above(self, code: str) -> str:
        row = self.rows[code]
        if row.parent is not None:
            return row.parent
        term = self.terms.get(code)
        return term.parent.code if term and term.parent else ""

    def _parent(self, row: Row) -> Term | None:
        above = self._above(row.code)
        return self.terms[above] if above else None

    def add(self, row: Row) -> None:
        order = int(row.order) if row.order else None
        parent = self._parent(row)
        self.terms[row.code] = classification.add(
            self.vocabulary, code=row.code, name=row.name, parent=parent, by=self.by, order=order
        )

    def rename(self, row: Row) -> None:
        classification.rename(self.terms[row.code], row.name, by=self.by)

    def move(self, row: Row) -> None:
        order = int(row.order) if row.order else None
        classification.move(self.terms[row.code], self._parent(row), by=self.by, order=order)

    def reactivate(self, row: Row) -> None:
        classification.reactivate(self.terms[row.code], by=self.by)

    def retire(self, row: Row) -> None:
        successor = self.terms.get(row.successor) if row.successor else None
        classification.retire(self.terms[row.code], by=self.by, successor=successor)
