"""What a run did, for people and for machines (迁移报告): every page, every loss, every link, with its reason."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .enums import Action, Reason, Verdict
from .labels import (
    ACTIONS,
    DATE_EVIDENCE,
    LINK_VERDICTS,
    LOSSES,
    OF_THE_DESIGN,
    OUTCOMES,
    PAGE_KINDS,
    REASONS,
    SKIPPED,
    TARGET_ACTIONS,
    VERDICTS,
    Labels,
)
from .media import Media
from .normalise import Loss

if TYPE_CHECKING:
    from .domain.planning import Plan
    from .domain.preparing import Prepared
    from .survey import Item


# The page of the report shows so many lines; the JSON file has all.
PAGES_SHOWN = 3000


@dataclass(slots=True)
class PageLine:
    """One page of the source in the report."""

    key: str
    url: str
    kind: str
    outcome: str
    reason: str = ""
    action: str = ""
    title: str = ""
    date: str = ""
    evidence: str = ""
    columns: list[str] = field(default_factory=list)
    same_as: str = ""
    pictures: int = 0
    files: int = 0
    losses: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)


class Report:
    """Filled while the run goes on. A dry run's differs from the real one's only in `mode` and `addresses`."""

    def __init__(self, plan: "Plan", *, dry_run: bool) -> None:
        self.plan, self.dry_run = plan, dry_run
        self.lines: dict[str, PageLine] = {}
        self.media: dict[str, Media] = {}
        self.addresses: dict[str, str] = {}
        self.old_urls: Counter[tuple[Verdict, Reason]] = Counter()
        for item in plan.survey.items.values():
            self.lines[item.key] = self._line(item)

    def _line(self, item: "Item") -> PageLine:
        outcome, reason = self.plan.outcome(item)
        line = PageLine(item.key, item.url, item.kind.value, outcome.value, reason.value)
        line.title = item.title or item.reason
        line.same_as = self.plan.merged.get(item.key, "")
        if item.is_text:
            line.date, line.evidence = str(item.date.when or ""), item.date.evidence.value
            line.columns = [self._trail(path) for path in self.plan.column_paths(item)]
        line.losses = [_loss(loss) for loss in item.losses] if item.is_text else []
        return line

    def _trail(self, path: str) -> str:
        """`信息公开 > 公示公告`, as the column will stand."""
        names: list[str] = []
        while path in self.plan.targets:
            names.insert(0, self.plan.targets[path].title)
            path = self.plan.targets[path].parent
        return " > ".join(names)

    def add(self, prepared: "Prepared", action: Action) -> None:
        """A page that is moved."""
        line = self.lines[prepared.item.key]
        line.action = action.value
        line.title = prepared.title
        line.date, line.evidence = timezone.localtime(prepared.when).isoformat(" "), prepared.evidence.value
        line.pictures, line.files = len(prepared.pictures), len(prepared.files)
        line.losses = [_loss(loss) for loss in prepared.losses.as_list()]
        line.links = [
            {"href": href, "verdict": decision.verdict.value, "target": decision.target}
            for href, decision in prepared.decisions.items()
        ]
        self.media |= {media.key: media for media in prepared.pictures.values()}
        self.media |= {media.key: media for _href, _name, media in prepared.files}

    # Totals

    def count(self, of: Callable[[PageLine], str]) -> dict[str, int]:
        return dict(sorted(Counter(value for line in self.lines.values() if (value := of(line))).items()))

    @property
    def totals(self) -> dict[str, Any]:
        """What the closing lines on the console and the head of the page show."""
        lines = self.lines.values()
        return {
            "pages": len(self.lines),
            "kinds": self.count(lambda line: line.kind),
            "outcomes": self.count(lambda line: line.outcome),
            "actions": self.count(lambda line: line.action),
            "reasons": self.count(lambda line: line.reason),
            "evidence": self.count(lambda line: line.evidence if line.action else ""),
            "left": len(self.plan.left),
            "columns": dict(Counter(target.action.value for target in self.plan.targets.values())),
            "pictures": len({m.sha1 for m in self.media.values() if m.kind == "picture"}),
            "files": len({m.sha1 for m in self.media.values() if m.kind == "file"}),
            "links": dict(sorted(Counter(link["verdict"] for line in lines for link in line.links).items())),
            "losses": dict(sorted(_sum_losses(lines).items())),
            "old_urls": {f"{verdict}:{reason}": count for (verdict, reason), count in sorted(self.old_urls.items())},
            "skipped": len(self.plan.survey.skipped),
        }

    def as_dict(self) -> dict[str, Any]:
        """The whole report, ready for JSON."""
        survey = self.plan.survey
        return {
            "host": survey.host,
            "name": self.plan.name,
            "into": self.plan.profile.slug,
            "mode": "dry run" if self.dry_run else "run",
            "totals": self.totals,
            "columns": [
                {
                    "folder": target.path,
                    "title": target.title,
                    "trail": self._trail(target.path),
                    "action": target.action.value,
                    "lifted": target.lifted,
                }
                for target in self.plan.targets.values()
            ],
            "skipped": [{"key": skipped.key, "reason": skipped.reason} for skipped in survey.skipped],
            "pages": [asdict(line) | {"address": self.addresses.get(line.key, "")} for line in self.lines.values()],
        }

    def write(self, folder: Path) -> tuple[Path, Path]:
        """`report.json` and `report.html` in the folder, which is made. The page is in Chinese."""
        folder.mkdir(parents=True, exist_ok=True)
        data, page = folder / "report.json", folder / "report.html"
        data.write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
        with translation.override("zh-hans"):
            page.write_text(render_to_string("migration_tools/report.html", self._context()), encoding="utf-8")
        return data, page

    def sections(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """The totals in words: (heading, [(what, how many)]), for the console and the page."""
        totals = self.totals
        parts = [
            (_("Pages of the copy"), PAGE_KINDS, totals["kinds"]),
            (_("What became of them"), OUTCOMES, totals["outcomes"]),
            (_("Done in this run"), ACTIONS, totals["actions"]),
            (_("Not moved, because"), REASONS, totals["reasons"]),
            (_("Where dates come from"), DATE_EVIDENCE, totals["evidence"]),
            (_("Columns"), TARGET_ACTIONS, totals["columns"]),
            (_("Links"), LINK_VERDICTS, totals["links"]),
            (_("Changed and dropped"), LOSSES, totals["losses"]),
        ]
        worded = [
            (str(name), [(_label(labels, key), n) for key, n in counts.items()]) for name, labels, counts in parts
        ]
        worded.append((_("Media"), [(_("Pictures"), totals["pictures"]), (_("Files"), totals["files"])]))
        worded.append((_("Old addresses"), [(_verdict(*key), n) for key, n in sorted(self.old_urls.items())]))
        return [(name, counts) for name, counts in worded if counts]

    def _context(self) -> dict[str, Any]:
        said = self.as_dict()
        worth = [page for page in said["pages"] if _is_worth_reading(page)]
        design = _of_every_page(worth)
        return {
            "report": said,
            "sections": self.sections(),
            "pages": [_worded(page, design) for page in worth[:PAGES_SHOWN]],
            "more_pages": max(len(worth) - PAGES_SHOWN, 0),
            "columns": [column | {"action": _label(TARGET_ACTIONS, column["action"])} for column in said["columns"]],
            "skipped": [row | {"reason": _label(SKIPPED, row["reason"])} for row in said["skipped"]],
        }


def _loss(loss: Loss) -> dict[str, Any]:
    return {"kind": loss.kind.value, "what": loss.what, "count": loss.count}


def _sum_losses(lines: Iterable[PageLine]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        for loss in line.losses:
            counts[loss["kind"]] += loss["count"]
    return counts


def _label(labels: Labels, key: str) -> str:
    return str(labels.get(key, key))


def _verdict(verdict: Verdict, reason: Reason) -> str:
    said = _label(VERDICTS, verdict.value)
    return f"{said}: {_label(REASONS, reason.value)}" if reason else said


def _is_worth_reading(page: dict[str, Any]) -> bool:
    """Moved texts all stand in the page; of the rest only what was not moved."""
    return bool(page["action"] or page["same_as"] or page["reason"])


def _of_every_page(pages: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What most pages lose in the same words belongs to the old design, not to any text."""
    counts = Counter((loss["kind"], loss["what"]) for page in pages for loss in page["losses"])
    return {said for said, count in counts.items() if count > max(0.3 * len(pages), 3)}


def _worded(page: dict[str, Any], design: set[tuple[str, str]]) -> dict[str, Any]:
    """A page's line with its codes in words, and only the losses that concern its text."""
    return page | {
        "kind": _label(PAGE_KINDS, page["kind"]),
        "outcome": _label(OUTCOMES, page["outcome"]),
        "reason": _label(REASONS, page["reason"]) if page["reason"] else "",
        "action": _label(ACTIONS, page["action"]) if page["action"] else "",
        "evidence": _label(DATE_EVIDENCE, page["evidence"]) if page["evidence"] else "",
        "losses": [
            loss | {"kind": _label(LOSSES, loss["kind"])}
            for loss in page["losses"]
            if loss["kind"] not in OF_THE_DESIGN and (loss["kind"], loss["what"]) not in design
        ],
        "links": [link | {"verdict": _label(LINK_VERDICTS, link["verdict"])} for link in page["links"]],
    }
