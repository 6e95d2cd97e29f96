"""Parts that forms of people, identities and products share."""
