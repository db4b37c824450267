"""What is done to many records of the library at once, as kinds of jobs."""

from . import bulk_acts

__all__ = ["bulk_acts"]
