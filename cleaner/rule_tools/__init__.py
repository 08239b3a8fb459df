"""Rule files → what is wrong with them, whether their tests pass, which apply, and a first file for a new site."""

from cleaner.rule_tools.checking import Checked, check
from cleaner.rule_tools.collection import Collection, collect
from cleaner.rule_tools.new_site import NewSite, new_site
from cleaner.rule_tools.schema_json import schema
from cleaner.rule_tools.showing import listed, shown
from cleaner.rule_tools.testing import RunOfTests, run_tests
from cleaner.rule_tools.updating import updated

__all__ = [
    "Checked",
    "Collection",
    "NewSite",
    "RunOfTests",
    "check",
    "collect",
    "listed",
    "new_site",
    "run_tests",
    "schema",
    "shown",
    "updated",
]  # fmt: skip
