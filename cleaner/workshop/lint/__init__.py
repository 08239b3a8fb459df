"""One rule file, with all others around it → complaints that reading the file alone cannot find."""
