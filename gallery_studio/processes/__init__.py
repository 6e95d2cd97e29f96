"""Helper processes: children of this program that work for it, and the frames between the two.

What would hold the interpreter's lock long enough for a person to see it runs in one of them. No
Qt, no database, and nothing of what the children do: that is theirs.
"""
