"""``generate`` and ``edit``: pictures from a sentence, or from another picture, for scripts."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery_studio.cli.elsewhere import run_there
from gallery_studio.cli.opening import HeldElsewhereError, writing
from gallery_studio.config import SettingsFile
from gallery_studio.domain.errors import RequestError, StudioError
from gallery_studio.domain.naming import file_stem
from gallery_studio.exit_codes import EXIT_USAGE
from gallery_studio.paths import config_folder
from gallery_studio.providers.catalogue import OFFLINE_MODEL
from gallery_studio.providers.keys import KeyStore
from gallery_studio.studio.admission import BudgetGate
from gallery_studio.studio.assembly import StudioOptions, load_catalogue, make_studio
from gallery_studio.studio.scripting import (
    EditCommand,
    GenerateCommand,
    ScriptDesk,
    run_scripted,
)
from gallery_studio.studio.studio import StudioNews

if TYPE_CHECKING:
    import argparse

    from gallery_studio.domain.generation import Progress
    from gallery_studio.providers.keys import Key
    from gallery_studio.studio.running import OutputProgress
    from gallery_studio.workers.library_executor import LibraryExecutor


def generate(arguments: argparse.Namespace, folder: Path) -> int:
    """Run ``generate``; return its exit code.

    Raises:
        StudioError: It could not be started.
    """
    key = KeyStore().current()
    command = _generate_command(arguments, key)
    return _run("generate", command.as_dict(), key, folder, _printer(arguments, command.prompt))


def edit(arguments: argparse.Namespace, folder: Path) -> int:
    """Run ``edit``; return its exit code.

    Raises:
        StudioError: It could not be started.
    """
    key = KeyStore().current()
    command = _edit_command(arguments, key)
    return _run("edit", command.as_dict(), key, folder, _printer(arguments, command.message))


def _run(
    name: str, arguments: dict[str, Any], key: Key | None, folder: Path, printer: _Printer
) -> int:
    try:
        with writing(folder) as executor:
            return asyncio.run(_run_here(executor, name, arguments, key, printer))
    except HeldElsewhereError as held:
        return run_there(folder, (name, arguments), printer.print_line, held)


def _printer(arguments: argparse.Namespace, words: str) -> _Printer:
    return _Printer(is_json=arguments.json, out=_out_folder(arguments.out), prompt=words)


def _edit_command(arguments: argparse.Namespace, key: Key | None) -> EditCommand:
    *image, message = arguments.words
    if len(image) > 1 or bool(image) == bool(arguments.conversation):
        raise RequestError(
            "Give a picture and a message: edit IMAGE MESSAGE. Or a message and a conversation: "
            "edit MESSAGE --conversation ID."
        )
    if arguments.from_output and not arguments.conversation:
        raise RequestError("--from goes with --conversation.")
    return EditCommand(
        message=message,
        image=_image(image[0]) if image else None,
        models=tuple(arguments.model),
        aspect_ratio=arguments.aspect_ratio,
        image_size=arguments.image_size,
        references=tuple(str(Path(name).absolute()) for name in arguments.reference),
        conversation=arguments.conversation,
        from_output=arguments.from_output,
        seed=arguments.seed,
        fallback_model=load_catalogue().default_model(has_key=key is not None).id,
        over_budget=arguments.over_budget,
    )


def _image(text: str) -> str:
    """Return the absolute path of a file, or the id as it is."""
    path = Path(text)
    is_path = path.exists() or any(sign in text for sign in ("/", "\\", "."))
    return str(path.absolute()) if is_path else text


def _generate_command(arguments: argparse.Namespace, key: Key | None) -> GenerateCommand:
    models = tuple(arguments.model)
    if not models:
        model = load_catalogue().default_model(has_key=key is not None)
        models = (model.id,)
        if model.id == OFFLINE_MODEL:
            _say("There is no Gemini key, so the Offline model answers.")
    return GenerateCommand(
        prompt=arguments.prompt,
        models=models,
        aspect_ratio=arguments.aspect_ratio,
        image_size=arguments.image_size,
        references=tuple(str(Path(name).absolute()) for name in arguments.reference),
        session=arguments.session,
        seed=arguments.seed,
        over_budget=arguments.over_budget,
    )


async def _run_here(
    executor: LibraryExecutor,
    name: str,
    arguments: dict[str, Any],
    key: Key | None,
    printer: _Printer,
) -> int:
    settings = SettingsFile(config_folder() / "settings.json").load()
    studio = make_studio(
        executor,
        load_catalogue(),
        StudioNews(on_progress=_say_progress, on_problem=_say),
        StudioOptions(
            api_key=key.value if key is not None else None,
            calls_at_once=settings.calls_at_once,
            references_most=settings.references_per_turn,
        ),
    )
    try:
        await studio.recover()
        gate = BudgetGate(studio, lambda: settings)
        desk = ScriptDesk(studio, gate, emit=printer.print_line, say=_say)
        return await run_scripted(desk, name, arguments)
    finally:
        await studio.shutdown()


class _Printer:
    """Prints each output as it ends, and copies its picture when asked to."""

    def __init__(self, *, is_json: bool, out: Path | None, prompt: str) -> None:
        self._is_json = is_json
        self._out = out
        self._stem = file_stem(prompt)

    def print_line(self, line: dict[str, Any]) -> None:
        """Print one output: JSON to standard output, or a line for people."""
        if line["image"] is not None and self._out is not None:
            line["image"] = str(_copy(Path(line["image"]), self._out, self._stem))
        if self._is_json:
            print(json.dumps(line, ensure_ascii=False), flush=True)
        elif line["image"] is not None:
            print(line["image"], flush=True)
            if line["text"]:
                _say(f"{line['model']}: {line['text']}")
        else:
            _say(f"{line['model']}: {line['error']['message']}")


def _out_folder(name: str | None) -> Path | None:
    if name is None:
        return None
    folder = Path(name).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RequestError(
            f"The folder {name} cannot be made ({error.strerror}). Choose another one for --out."
        ) from error
    return folder


def _copy(source: Path, folder: Path, stem: str) -> Path:
    """Copy a picture under a readable name that is free."""
    number = 1
    while True:
        target = folder / f"{stem}-{number}{source.suffix}"
        try:
            with target.open("xb") as copy, source.open("rb") as original:
                shutil.copyfileobj(original, copy)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise RequestError(
                f"The picture is in the library, but could not be copied to {folder} "
                f"({error.strerror})."
            ) from error
        else:
            return target


def _say_progress(news: OutputProgress) -> None:
    progress: Progress = news.progress
    if progress.message:
        _say(progress.message)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def exit_of(error: StudioError) -> int:
    """Say what went wrong and return the exit code of wrong usage or set-up."""
    _say(f"gallery-studio: {error.message}")
    return EXIT_USAGE
