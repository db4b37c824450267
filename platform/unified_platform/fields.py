"""Model fields shared by all apps."""

from wagtail.fields import StreamField


class BlockField(StreamField):
    """A StreamField whose blocks stay out of migrations: a changed block is no change of the database."""

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
