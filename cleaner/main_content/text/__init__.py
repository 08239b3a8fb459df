"""Lines of plain text → which are the article."""
