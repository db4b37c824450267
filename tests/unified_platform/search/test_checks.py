"""Settings under which search must not start."""

import pytest

from unified_platform.search.checks import check_search_settings


def found(settings, **values):
    for name, value in values.items():
        setattr(settings, name, value)
    return [message.id for message in check_search_settings()]


def test_check_of_the_settings_as_they_are(settings):
    assert found(settings) == []


@pytest.mark.parametrize("url", ["search:9200", "ftp://search", "http://"])
def test_check_of_no_address(settings, url):
    assert found(settings, ELASTICSEARCH_URL=url) == ["search.E001"]


def test_check_of_an_address(settings):
    assert found(settings, ELASTICSEARCH_URL="https://user:password@search:9200") == []


@pytest.mark.parametrize("inside", ["", "search", "a/../b"])
def test_check_of_a_public_index(settings, tmp_path, inside):
    assert found(settings, MEDIA_ROOT=tmp_path, SEARCH_INDEX_DIR=tmp_path / inside) == ["search.E002"]
