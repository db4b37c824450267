"""Events and deliveries."""

import factory
from factory.django import DjangoModelFactory

from unified_platform.events.models import Delivery, Event


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    kind = "test.happened"


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    event = factory.SubFactory(EventFactory)
    handler = "test.listener"
