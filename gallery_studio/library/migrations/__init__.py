"""Numbered migrations: plain SQL, never changed once released."""
