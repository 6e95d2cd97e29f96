"""Sessions as ZIP files that people can read: written, checked, brought in.

Knows files and rows. What a picture is decides `imaging`, through a function that is handed in.
No Qt, no network.
"""
