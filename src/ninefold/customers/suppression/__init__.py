"""Who was erased and must not come back: identifiers as keyed hashes, which say nothing of anybody."""
