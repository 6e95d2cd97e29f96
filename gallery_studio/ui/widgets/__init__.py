"""Small controls shared by all screens, each with every state of the design."""
