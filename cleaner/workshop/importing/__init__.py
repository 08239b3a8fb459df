"""Rule files of other programs → ours."""
