"""What a pattern of a rule means, and the lines it fits."""
