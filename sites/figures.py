"""What the overview of the library says about columns; the library itself knows no columns."""

from typing import Any

from resource_library.domain import figures

from .domain.freshness import STALE, Freshness, column_states


@figures.measure("columns")
def columns() -> figures.Data:
    """Columns that are empty or overdue (R-1.7.2, R-3.1.4): {empty, overdue, rows: [{pk, title, site, days}]}."""
    found: dict[int | None, Any] = {None: {"empty": 0, "overdue": 0, "rows": []}}
    for state in column_states():
        if state.verdict not in STALE:
            continue
        for one in (None, state.site):
            data = found.setdefault(one, {"empty": 0, "overdue": 0, "rows": []})
            data["empty" if state.verdict == Freshness.EMPTY else "overdue"] += 1
            if len(data["rows"]) < figures.MOST_ROWS:
                row = {"pk": state.column, "title": state.title, "site": state.site_name, "days": state.overdue}
                data["rows"].append(row)
    return found
