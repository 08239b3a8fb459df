"""Cleaned → the body as text or Markdown, a record for JSON, an explanation line by line, a fixture."""

from cleaner.writing.explanation import Explanation, Row, Span, explanation
from cleaner.writing.markdown import body, markdown
from cleaner.writing.record import as_json, new_case, record, sound

__all__ = ["Explanation", "Row", "Span", "as_json", "body", "explanation", "markdown", "new_case", "record", "sound"]
