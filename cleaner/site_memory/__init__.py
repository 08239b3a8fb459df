"""Pages of one site → the lines that stand in several of its articles, and marks on those lines in any page of it."""

from cleaner.site_memory.counting import Count, Sighting, sighting
from cleaner.site_memory.store import Memory, MemoryFault

__all__ = ["Count", "Memory", "MemoryFault", "Sighting", "sighting"]
