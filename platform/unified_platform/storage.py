"""Media in an S3-compatible bucket, shown under the sites' own addresses."""

from typing import Any
from urllib.parse import urljoin

from botocore.exceptions import ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


class BucketStorage(S3Storage):
    """A bucket whose files visitors reach at MEDIA_URL on the site they are reading.

    django-storages would name the object store's own address. A visitor cannot reach that: it stands in the
    internal network (R-1.13.2), and nginx reads the bucket for him.
    """

    def url(self, name, parameters=None, expire=None, http_method=None):
        """`/media/<name>`, percent-encoded; the signing arguments of S3Storage have no meaning here."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(self._normalize_name(clean_name(name))))

    def open_part(self, name: str, first: int, length: int) -> Any:
        """`length` bytes from byte `first` on, as something to read and close; nothing is fetched that is not read.

        django-storages would fetch the whole object first. Raises FileNotFoundError.
        """
        key = self._normalize_name(clean_name(name))
        try:
            return self.bucket.Object(key).get(Range=f"bytes={first}-{first + length - 1}")["Body"]
        except ClientError as problem:
            raise FileNotFoundError(name) from problem
