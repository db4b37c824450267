"""Events and deliveries."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from unified_platform.events.models import CLOSED, Delivery, Event, State


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    kind = "test.happened"


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    event = factory.SubFactory(EventFactory)
    handler = "test.listener"
    state = State.WAITING
    finished_at = factory.LazyAttribute(lambda it: timezone.now() if it.state in CLOSED else None)
