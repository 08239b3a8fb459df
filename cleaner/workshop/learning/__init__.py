"""Documents of a site → what its rules could be."""
