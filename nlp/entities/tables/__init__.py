"""Tables of Vietnam's administrative units, before and since July 2025, as text files; see NOTICE for the source."""
