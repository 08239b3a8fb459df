"""HTML blocks → which are the article."""
