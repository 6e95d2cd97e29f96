"""Names that look like a slot, override or job, and do not fail as the others do; and why."""

UNCALLED: dict[str, str] = {}
"""Called in no walk and no test: the reason."""

_AT_THE_END = "test_g_ends.py::test_g58_fault_at_the_end_is_logged_and_said"
LEAVING = {
    "workers.studio_thread.StudioThread.shutdown": _AT_THE_END,
    "workers.studio_worker.StudioWorker.shutdown": _AT_THE_END,
}
"""Where the process leaves by force, as it must, for a thread that cannot be ended; its test."""
