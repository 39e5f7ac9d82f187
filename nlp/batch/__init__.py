"""Many articles: streams of records through one or several processes."""
