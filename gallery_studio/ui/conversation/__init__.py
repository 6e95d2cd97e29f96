"""The conversation pane: a tree of turns, shown one branch at a time, and the list of them."""
