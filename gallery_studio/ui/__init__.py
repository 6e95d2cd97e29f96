"""What a person sees: widgets, canvas, dialogs.

Reads through the library's queries, writes by asking the workers. No SQL, no network, no threads.
"""
