"""Rules of the family BYTES: the raw bytes are verified, however JSON is written and however it arrives."""
