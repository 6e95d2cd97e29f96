"""The edit dialog: what to change in one picture, with which models, at what price."""
