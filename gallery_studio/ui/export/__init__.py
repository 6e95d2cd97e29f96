"""Taking pictures and sessions out, and what came of bringing one in. Widgets only."""
