"""The library sidebar: sessions, search, footer."""
