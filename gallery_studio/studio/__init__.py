"""What a person does: compose, run a turn, retry, edit, branch. Each a use case.

No Qt, no SQL, no HTTP.
"""
