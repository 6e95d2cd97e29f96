"""The palette: find sessions, pictures, turns and actions by typing (Ctrl+K)."""
