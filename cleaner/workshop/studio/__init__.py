"""`cleaner studio`: write rules beside the documents they are for, and see at each keystroke what they do."""
