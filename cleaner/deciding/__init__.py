"""All that hears what others said: decide, roles, guard, not_article, rounds."""
