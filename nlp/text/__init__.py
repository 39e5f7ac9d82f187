"""Text floor: normalization, tokenization, language check, near-duplicates."""
