"""YAML → rules, and complaints with file, line and column."""
