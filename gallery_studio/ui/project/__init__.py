"""The page of a project: how a picture came to be, to look at, to edit and to take out."""
