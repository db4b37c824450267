"""What the pages of the classification share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ..domain import classification
from ..models import Vocabulary


class CentreOnly:
    """For acts. The door asks as well; a view does not rely on a list of names elsewhere."""

    request: HttpRequest

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        if not classification.may_classify(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


def way_to(vocabulary: Vocabulary, *labels: Any) -> list[dict[str, Any]]:
    """The breadcrumbs of a page below a vocabulary."""
    return [
        {"url": reverse("classification:list"), "label": _("Classes")},
        {"url": reverse("classification:tree", args=[vocabulary.code]), "label": vocabulary.name},
        *({"url": "", "label": label} for label in labels),
    ]
