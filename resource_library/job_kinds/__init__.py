"""What is done to many resources at once, as kinds of jobs."""

from . import bulk_acts, duplicates, reforms, terms

__all__ = ["bulk_acts", "duplicates", "reforms", "terms"]
