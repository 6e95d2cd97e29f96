"""The Gemini helper process: runs `gemini.GeminiProvider` for the window's process.

Started by `gemini_process`, never by a person. Frames come in on standard input: first what the
provider is made of (the key among it), then calls, each answered by its number. It ends when its
input ends, and keeps nothing that could be lost by that.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

from gallery_studio.domain.errors import ProviderError
from gallery_studio.paths import resources
from gallery_studio.processes.child import Pipe, become_child
from gallery_studio.processes.frames import Frame
from gallery_studio.providers import gemini_messages as messages
from gallery_studio.providers.catalogue import Catalogue
from gallery_studio.providers.gemini import BACKOFF_S, GeminiProvider
from gallery_studio.providers.redaction import RedactingFormatter, redact

if TYPE_CHECKING:
    from collections.abc import Callable

    from gallery_studio.domain.generation import Progress

_log = logging.getLogger("gallery_studio.providers.gemini_child")


class FrameHandler(logging.Handler):
    """Sends log records to the window's process, redacted."""

    def __init__(self, pipe: Pipe, api_key: str) -> None:
        super().__init__()
        self._pipe = pipe
        formatter = RedactingFormatter("%(message)s")
        formatter.hide(api_key)
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record."""
        log = {"name": record.name, "level": record.levelno, "text": self.format(record)}
        self._pipe.send(Frame({"log": log}))


class Calls:
    """The calls that run, by number. On the loop only."""

    def __init__(self, provider: GeminiProvider, pipe: Pipe, api_key: str) -> None:
        self._provider = provider
        self._pipe = pipe
        self._api_key = api_key
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def take(self, frame: Frame) -> None:
        """Begin a call, or cancel one."""
        number = frame.body["call"]
        if frame.body["do"] == "cancel":
            if number in self._tasks:
                self._tasks[number].cancel()
            return
        task = asyncio.get_running_loop().create_task(self._run(number, frame))
        self._tasks[number] = task
        task.add_done_callback(lambda _task: self._tasks.pop(number))

    async def _run(self, number: int, frame: Frame) -> None:
        """Do what is asked and send what came of it; nothing after a cancellation."""
        body: dict[str, Any]
        blobs: messages.Blobs = ()
        try:
            answer, blobs = await self._done(number, frame)
            body = {"answer": answer}
        except ProviderError as error:
            body = {"error": messages.pack_error(error)}
        except Exception:  # noqa: BLE001 - a fault of our own in one call must not end the others
            body = {"fault": redact(traceback.format_exc(), (self._api_key,))}
        self._pipe.send(Frame(body | {"call": number}, blobs))

    async def _done(self, number: int, frame: Frame) -> tuple[object, messages.Blobs]:
        """Do what is asked and return the answer, packed.

        Raises:
            ProviderError: There is none.
        """
        fields = frame.body["with"]
        match frame.body["do"]:
            case "generate":
                request = messages.unpack_request(fields, frame.blobs)
                return messages.pack_result(
                    await self._provider.generate(request, self._teller(number))
                )
            case "write":
                words = await self._provider.write(messages.unpack_words(fields))
                return messages.pack_text(words), ()
            case "list_models":
                return list(await self._provider.list_models()), ()
            case action:
                raise ValueError(f"there is no {action}")

    def _teller(self, number: int) -> Callable[[Progress], None]:
        def tell(progress: Progress) -> None:
            self._pipe.send(Frame({"call": number, "news": messages.pack_progress(progress)}))

        return tell


async def serve(pipe: Pipe, hello: dict[str, Any]) -> None:
    """Answer calls for ever."""
    loop = asyncio.get_running_loop()
    provider = GeminiProvider(
        hello["api_key"],
        base_url=hello["base_url"],
        catalogue=Catalogue.load(resources() / "models.toml"),
        total_s=hello["total_s"],
        backoff_s=hello["backoff_s"] or BACKOFF_S,
    )
    calls = Calls(provider, pipe, hello["api_key"])

    def take(frame: Frame) -> None:
        loop.call_soon_threadsafe(calls.take, frame)

    threading.Thread(target=pipe.receive_all, args=(take,), name="calls", daemon=True).start()
    await asyncio.Event().wait()


def main() -> int:
    """Serve the process at the other end of the standard streams."""
    pipe = become_child()
    hello = pipe.receive()
    if hello is None:
        return 0
    threading.Thread(target=pipe.write_all, name="answers", daemon=True).start()
    logger = logging.getLogger("gallery_studio")
    logger.addHandler(FrameHandler(pipe, hello.body["api_key"]))
    logger.setLevel(hello.body["log_level"])
    logger.propagate = False
    asyncio.run(serve(pipe, hello.body))
    return 0


if __name__ == "__main__":
    sys.exit(main())
