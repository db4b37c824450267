"""What each kind of resource demands and adds (R-4.2.42)."""

import pytest

from resource_library.enums import Kind
from resource_library.kinds import COMMON_MANDATORY, SCHEMAS, schema_of
from resource_library.kinds.standard.service_guide import KEY_FIELDS
from resource_library.models import Resource


def test_every_kind_has_its_schema():
    assert {kind: schema.kind for kind, schema in SCHEMAS.items()} == {kind: kind for kind in Kind.values}


def test_service_guide_has_the_eight_key_classes_the_inspection_counts():
    """R-1.9.2: 事项名称, 设定依据, 申请条件, 办理材料, 办理地点, 办理时间, 联系电话, 办理流程."""
    names = ["item_name", "basis", "conditions", "materials", "place", "hours", "phone", "procedure"]

    assert [(extra.name, extra.required) for extra in KEY_FIELDS] == [(name, True) for name in names]
    assert [extra.name for extra in schema_of(Kind.SERVICE_GUIDE).fields if extra.required] == names


def test_disclosure_kinds_carry_an_index_number():
    """R-4.2.2: conditional, for the disclosure kinds."""
    assert [kind for kind, schema in SCHEMAS.items() if schema.indexed] == [
        Kind.POLICY,
        Kind.DISCLOSURE,
        Kind.DISCLOSURE_GUIDE,
        Kind.DISCLOSURE_CATALOGUE,
        Kind.ANNUAL_REPORT,
    ]


@pytest.mark.parametrize("kind", Kind.values)
def test_mandatory_elements_are_fields_and_extra_fields_are_not(kind):
    """A name that is mistyped in the table would be mandatory for nobody."""
    schema, fields = schema_of(kind), {field.name for field in Resource._meta.get_fields()}
    extra = [field.name for field in schema.fields]

    assert (set(schema.all_mandatory) - fields, set(extra) & fields) == (set(), set())
    assert (len(set(extra)), len(set(schema.all_mandatory))) == (len(extra), len(schema.all_mandatory))


def test_what_every_kind_needs():
    assert COMMON_MANDATORY == ("title", "issuer", "source", "region", "language")
    assert all(schema.all_mandatory[:5] == COMMON_MANDATORY for schema in SCHEMAS.values())


def test_unknown_kind_has_no_schema():
    with pytest.raises(KeyError):
        schema_of("poem")
