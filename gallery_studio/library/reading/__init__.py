"""What can be asked of a library, by subject: SQL in, domain objects out."""
