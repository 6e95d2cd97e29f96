"""Pictures in and out by hand: drop zones, paste, drag out, copy. Widgets only."""
