"""One pass.

Everything that is due now gets one turn, each handler a batch, so that no backlog starves the others.
"""

from collections.abc import Callable

from django.utils import timezone

from .claims import Claim, claim
from .processing import Outcome, never, process
from .queries import claimable
from .registry import registry


def one_pass(
    worker: str,
    should_stop: Callable[[], bool] = never,
    holding: Callable[[Claim | None], None] = lambda claimed: None,
) -> Outcome | None:
    """Give every handler a turn; None when nothing could be claimed. `holding` hears what is in hand."""
    if not claimable(timezone.now()).exists():
        return None
    total, claimed_any = Outcome(), False
    for handler in list(registry.handlers.values()):
        if should_stop():
            break
        claimed = claim(handler, worker)
        if claimed is None:
            continue
        claimed_any = True
        holding(claimed)
        try:
            total += process(claimed, should_stop)
        finally:
            holding(None)
    return total if claimed_any else None
