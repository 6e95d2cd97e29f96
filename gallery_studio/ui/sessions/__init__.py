"""The sessions browser: every session, found, sorted and cared for."""
