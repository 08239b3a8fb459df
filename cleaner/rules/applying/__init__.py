"""Rules and a page → what they say of it."""
