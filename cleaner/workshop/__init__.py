"""Rule files → what is wrong with them, whether their tests pass, which apply, and a first file for a new site."""

from cleaner.workshop.checking import Checked, check
from cleaner.workshop.collection import Collection, collect
from cleaner.workshop.new_site import NewSite, new_site
from cleaner.workshop.schema_json import schema
from cleaner.workshop.showing import listed, shown
from cleaner.workshop.testing import RunOfTests, run_tests
from cleaner.workshop.updating import updated

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
