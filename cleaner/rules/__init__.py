"""Rule files, written by people, → what they say about a page."""

from cleaner.rules.chosen import Chosen
from cleaner.rules.complaint import Complaint, RuleError
from cleaner.rules.guard import Guard
from cleaner.rules.rules import Rules
from cleaner.rules.words import PackWords

__all__ = ["Chosen", "Complaint", "Guard", "PackWords", "RuleError", "Rules"]
