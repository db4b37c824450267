"""Where a picture in one size is on the web. Signed, so that nobody makes the server draw a size of his own wish."""

from django.urls import reverse
from wagtail.images.utils import generate_signature


def picture_address(image: int, spec: str) -> str:
    """The same whatever the file is called, so that a page needs to know no more of a picture than its id."""
    extension = spec.rpartition("format-")[2] if "format-" in spec else ""
    return reverse("picture", args=(generate_signature(image, spec), image, spec, f"picture.{extension or 'img'}"))
