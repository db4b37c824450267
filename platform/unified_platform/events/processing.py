"""Doing the work of a claim: calling the handler and writing down how it went.

With an atomic handler the mark "done" commits together with what the handler wrote, so a crash between the
two leaves neither. A batch that fails is done one by one, so that one bad event holds nobody up.
"""

import logging
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .backoff import delay
from .claims import Claim, give_back
from .models import Delivery, State
from .registry import Handler

logger = logging.getLogger(__name__)

ERROR_TAIL = 4000
# So many failures on end, and none of the batch done: the service is down, not the event bad.
SERVICE_DOWN = 5


class LeaseLostError(Exception):
    """Another worker holds these deliveries by now; what this one did must not be committed."""


@dataclass
class Outcome:
    """How many deliveries ended how."""

    done: int = 0
    failed: int = 0
    dead: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.done + other.done, self.failed + other.failed, self.dead + other.dead)


def never() -> bool:
    return False


def process(claimed: Claim, should_stop: Callable[[], bool] = never) -> Outcome:
    """Handle everything in the claim; what is left when `should_stop` says so goes back."""
    if not claimed.handler.batch:
        return _one_by_one(claimed, should_stop)
    try:
        _handle(claimed, claimed.deliveries)
    except LeaseLostError:
        return Outcome()
    except Exception as error:
        if len(claimed.deliveries) == 1:
            return _failed(claimed, claimed.deliveries[0], error)
        logger.warning("%s: a batch of %d failed (%s); one by one", *_words(claimed, error))
        return _one_by_one(claimed, should_stop)
    return Outcome(done=len(claimed.deliveries))


def _words(claimed: Claim, error: Exception) -> tuple[str, int, str]:
    return claimed.handler.name, len(claimed.deliveries), type(error).__name__


def _one_by_one(claimed: Claim, should_stop: Callable[[], bool]) -> Outcome:
    outcome, held_up, error = Outcome(), set(), None
    for position, delivery in enumerate(claimed.deliveries):
        if should_stop():
            give_back(claimed, claimed.deliveries[position:])
            break
        if delivery.line in held_up:
            give_back(claimed, [delivery])
            continue
        if error and claimed.handler.batch and outcome.failed + outcome.dead >= SERVICE_DOWN and not outcome.done:
            outcome += _failed(claimed, delivery, error)
            continue
        try:
            _handle(claimed, [delivery])
            outcome.done += 1
        except LeaseLostError:
            break
        except Exception as failure:
            error = failure
            result = _failed(claimed, delivery, failure)
            outcome += result
            if result.failed and delivery.order_key:
                held_up.add(delivery.line)
    return outcome


def _handle(claimed: Claim, deliveries: list[Delivery]) -> None:
    """Call the handler and mark the deliveries done; raises what the handler raises, or LeaseLostError."""
    with _unit(claimed.handler):
        _call(claimed.handler, deliveries)
        _finish(claimed, deliveries)


def _unit(handler: Handler) -> AbstractContextManager:
    return transaction.atomic() if handler.atomic else nullcontext()


def _call(handler: Handler, deliveries: list[Delivery]) -> None:
    if handler.batch:
        handler.call([delivery.event for delivery in deliveries])
    elif handler.targets:
        handler.call(deliveries[0].event, deliveries[0].target)
    else:
        handler.call(deliveries[0].event)


def _finish(claimed: Claim, deliveries: list[Delivery]) -> None:
    with transaction.atomic():
        mine = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], lease=claimed.lease)
        done = mine.update(state=State.DONE, finished_at=timezone.now(), error="", lease=None, leased_until=None)
        if done != len(deliveries):
            logger.error("%s: the lease ran out while it worked; another worker does it", claimed.handler.name)
            raise LeaseLostError


def _failed(claimed: Claim, delivery: Delivery, error: Exception) -> Outcome:
    """Write down the failure: another try later, or given up after the last."""
    dead = delivery.attempts >= claimed.handler.attempts
    now = timezone.now()
    Delivery.objects.filter(pk=delivery.pk, lease=claimed.lease).update(
        state=State.DEAD if dead else State.FAILED,
        error=traceback_tail(error),
        next_try_at=now if dead else now + delay(delivery.attempts),
        finished_at=now if dead else None,
        lease=None,
        leased_until=None,
    )
    logger.log(
        logging.ERROR if dead else logging.WARNING,
        "%s: try %d of %d failed for event %s (%s): %s",
        claimed.handler.name, delivery.attempts, claimed.handler.attempts, delivery.event_id, delivery.event,
        f"{type(error).__name__}: {error}",
    )  # fmt: skip
    return Outcome(dead=1) if dead else Outcome(failed=1)


def traceback_tail(error: Exception) -> str:
    """The end of the traceback, as text that every database stores (no NUL, no lone surrogates)."""
    text = "".join(traceback.format_exception(error))[-ERROR_TAIL:]
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
