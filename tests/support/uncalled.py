"""Names that look like a slot, override or job, and that no walk and no test lets fail; and why."""

UNCALLED: dict[str, str] = {}
