"""The process that makes previews: a picture in, its previews out, one after the other.

Started by `previewing.ProcessPreviewer`, never by a person.
"""

from __future__ import annotations

import queue
import sys
import threading
import traceback

from gallery_studio.domain.errors import ImageError
from gallery_studio.imaging import previews as _previews  # noqa: F401  now, not at the first picture
from gallery_studio.imaging.previewing import pack_picture, preview_now
from gallery_studio.processes.child import Pipe, become_child
from gallery_studio.processes.frames import Frame


def answer_to(frame: Frame) -> Frame:
    """Return what came of one picture."""
    try:
        answer = pack_picture(preview_now(frame.blobs[0]))
    except ImageError as error:
        answer = Frame({"refusal": error.message})
    except Exception:  # noqa: BLE001 - a fault of our own with one picture must not end the others
        answer = Frame({"fault": traceback.format_exc()})
    return Frame(answer.body | {"call": frame.body["call"]}, answer.blobs)


def serve(pipe: Pipe) -> None:
    """Answer for ever."""
    arrived: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    for run in (lambda: pipe.receive_all(arrived.put), pipe.write_all):
        threading.Thread(target=run, daemon=True).start()
    while True:
        frame = arrived.get()
        if frame.blobs:  # without: that a call was cancelled, which is over soon anyhow
            pipe.send(answer_to(frame))


def main() -> int:
    """Serve the process at the other end of the standard streams."""
    pipe = become_child()
    if pipe.receive() is not None:
        serve(pipe)
    return 0


if __name__ == "__main__":
    sys.exit(main())
