"""Benchmark pages → the weights that travel in the package. Needs the extra `train`; never used at run time."""
