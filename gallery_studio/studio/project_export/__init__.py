"""Projects as files: one HTML page, Markdown, JSON, and a ZIP of all three. No Qt here."""
