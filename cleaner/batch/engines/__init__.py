"""Where the units of work are run."""
