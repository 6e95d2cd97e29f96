"""What stands in the place of the studio when its library does not open."""
