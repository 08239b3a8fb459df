"""What any room may ask of words, sentences, characters, dates and languages."""
