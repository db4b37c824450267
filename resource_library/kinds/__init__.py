"""The kinds of resources (资源类型): one registered schema each, one file each in `standard/` (R-4.2, R-4.2.42).

Read from the schema, and written nowhere else: the editor's form (forms.py, panels.py), the validator
(domain/validation.py), the format of the API (json_schema.py), the headings of a table import (importing.py), and the
table and fields on the public page (sites.presentation). docs/kinds.md says how a kind is added.
"""

from importlib import import_module
from pkgutil import iter_modules

from . import standard
from .registry import SCHEMAS, kind_choices, register, schema_of, unregister, without_internal
from .schema import COMMON_MANDATORY, Field, Obligation, Schema, Shown, Type, When

__all__ = [
    "COMMON_MANDATORY",
    "SCHEMAS",
    "Field",
    "Obligation",
    "Schema",
    "Shown",
    "Type",
    "When",
    "kind_choices",
    "register",
    "schema_of",
    "unregister",
    "without_internal",
]

for _module in sorted(module.name for module in iter_modules(standard.__path__)):
    import_module(f"{standard.__name__}.{_module}")
