"""Pages of one site → the lines that stand in several of its articles, and marks on those lines in any page of it."""

from cleaner.memory.counting import Count, Sighting, sighting
from cleaner.memory.remembering import remember
from cleaner.memory.store import Memory, MemoryFault
from cleaner.memory.voice import recalled

__all__ = ["Count", "Memory", "MemoryFault", "Sighting", "recalled", "remember", "sighting"]
