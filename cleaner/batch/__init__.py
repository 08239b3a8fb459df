"""Many documents in → many out, every one accounted for."""
