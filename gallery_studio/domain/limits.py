"""Every limit in one place. Shown in the manual; none is a guess (Source: reliability, 11)."""

from __future__ import annotations

IMAGE_FILE_BYTES = 64 * 1024 * 1024
IMAGE_PIXELS = 50_000_000
IMAGE_SIDE_PX = 16_384
TEXT_CHARACTERS = 100_000
PROMPT_CHARACTERS = 20_000
SQLITE_BUSY_MS = 5_000
IMAGE_CALL_S = 180.0
TEXT_CALL_S = 60.0
CONNECT_S = 10.0
CLOSE_S = 3.0
CALLS_AT_ONCE = 4
CALLS_AT_ONCE_MOST = 16
DIRECTIVES_MOST = 12
OUTPUTS_PER_RUN_MOST = 200
REFERENCES_PER_TURN = 5
REFERENCE_SIDE_PX = 2_048
REFERENCE_BYTES = 1_000_000
HISTORY_BYTES = 64 * 1024 * 1024
"""Pictures of a model's own history sent along; the service takes 100 MB a request in base64."""
QUOTA_WAIT_MOST_S = 60.0
TITLE_CHARACTERS = 200
LOG_FILE_BYTES = 1_000_000
LOG_FILES = 5
ARCHIVE_BYTES = 2 * 1024**3
ARCHIVE_ENTRIES = 20_000
ARCHIVE_UNPACKED_BYTES = 4 * 1024**3
ARCHIVE_RATIO = 200
ARCHIVE_MANIFEST_BYTES = 32 * 1024 * 1024
ARCHIVE_FREE_BYTES = 500 * 1000 * 1000
IMPORT_FILES_MOST = 2_000
IMPORT_ENTRIES_MOST = 100_000
"""Files and folders looked at in what was dropped, before the rest is left alone."""
IMPORT_DEPTH_MOST = 16
WEB_IMAGE_S = 60.0
"""All of a fetch from the web: looking the name up, every redirect, every byte."""
WEB_REDIRECTS_MOST = 5
DRAG_FILES_MOST = 50
"""Files made ready for other programs when cards are dragged out or copied."""
