"""Cleaned → the body as text or Markdown, a record for JSON, an explanation line by line, a fixture."""

from cleaner.writing.body import body
from cleaner.writing.case import new_case
from cleaner.writing.explanation import Explanation, Row, Span, explanation
from cleaner.writing.markdown import markdown
from cleaner.writing.record import as_json, record, sound

__all__ = ["Explanation", "Row", "Span", "as_json", "body", "explanation", "markdown", "new_case", "record", "sound"]
