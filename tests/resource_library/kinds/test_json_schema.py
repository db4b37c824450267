"""The format of the API: one JSON Schema a kind, derived from the register."""

import pytest
from jsonschema import Draft202012Validator

from resource_library.enums import Kind
from resource_library.kinds import SCHEMAS, schema_of
from resource_library.kinds.json_schema import extra_schema, json_schema


@pytest.mark.parametrize("kind", SCHEMAS)
def test_format_of_every_kind_is_a_schema(kind):
    Draft202012Validator.check_schema(json_schema(schema_of(kind)))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_format_names_every_public_field_and_no_internal_one(kind):
    schema = schema_of(kind)
    named = set(extra_schema(schema)["properties"])

    assert named == {field.name for field in schema.fields if not field.internal}


def test_internal_fields_are_those_of_the_exemption():
    internal = {(kind, field.name) for kind, schema in SCHEMAS.items() for field in schema.fields if field.internal}

    assert internal == {(Kind.POLICY, name) for name in ("important", "exemption", "exempted_by", "exempted_at")}


def test_format_says_what_a_field_is():
    properties = extra_schema(schema_of(Kind.DISCLOSURE_CATALOGUE))["properties"]["entries"]

    assert properties["type"] == "array"
    assert properties["items"]["properties"]["url"]["format"] == "uri"
    assert extra_schema(schema_of(Kind.ANNUAL_REPORT))["properties"]["about"]["enum"] == ["disclosure", "website"]
