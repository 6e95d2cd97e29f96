"""The directives of the next run: shown, edited, locked and written anew before they cost money."""
