"""Two versions side by side, as a person reads them (版本比对): by field, block, paragraph, cell and word."""

from .fields import Change, changes

__all__ = ["Change", "changes"]
