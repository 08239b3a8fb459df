"""Rule files, written by people, → what they say about a page."""

from cleaner.rules.applying.packs import PackWords
from cleaner.rules.file.complaint import Complaint, RuleError
from cleaner.rules.file.model import Guard
from cleaner.rules.rules import Chosen, Rules

__all__ = ["Chosen", "Complaint", "Guard", "PackWords", "RuleError", "Rules"]
