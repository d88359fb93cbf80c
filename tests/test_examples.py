"""The examples in docstrings run and give what they say."""

import doctest
import importlib
import pkgutil
import re

import pytest

import egdi


def with_examples():
    """Names of the modules whose source holds an example."""
    for found in pkgutil.walk_packages(egdi.__path__, "egdi."):
        spec = found.module_finder.find_spec(found.name)
        source = spec.loader.get_source(found.name) if spec else None
        if re.search(r"^ *>>> ", source or "", re.MULTILINE):
            yield found.name


@pytest.mark.parametrize("module", list(with_examples()))
def test_an_example_gives_what_it_says(module):
    assert not doctest.testmod(importlib.import_module(module)).failed
