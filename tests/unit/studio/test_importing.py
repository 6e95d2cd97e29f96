"""Bringing in many pictures: bad ones by name, free space, progress, an end at any time."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from gallery_studio.domain.geometry import Rect
from gallery_studio.domain.ids import new_session_id
from gallery_studio.domain.limits import IMAGE_FILE_BYTES, IMPORT_FILES_MOST
from gallery_studio.domain.session import Session
from gallery_studio.studio.import_sources import (
    AddressSource,
    CardTarget,
    FileSource,
    ImportWish,
    MadeSource,
    StoredSource,
    find_pictures,
)
from gallery_studio.studio.importing import ImportProgress, ImportResult, PictureImport
from gallery_studio.studio.web_import import FetchPolicy
from tests.support.imaging_samples import corners, encoded, png_bomb
from tests.support.studio_bench import Bench, open_bench
from tests.support.web_server import WebServer, trusting

NOW = "2026-11-21T10:00:00+00:00"
SESSION = Session(new_session_id(1_795_000_000), "Brought in", NOW, NOW)
HERE = Rect(1000.0, 500.0, 0.0, 0.0)


def png(shade: int, width: int = 64, height: int = 48) -> bytes:
    from PIL import Image

    return encoded(Image.new("RGB", (width, height), (shade, 0, 0)), "PNG")


def files(*paths: Path) -> tuple[FileSource, ...]:
    return tuple(map(FileSource, paths))


def on_wall(*sources) -> ImportWish:
    return ImportWish(sources, CardTarget(SESSION, HERE))


async def run(bench: Bench, wish: ImportWish, on_progress=lambda _: None) -> ImportResult:
    return await PictureImport(bench.studio.access, wish, on_progress).run()


async def cards(bench: Bench):
    return await bench.executor.read(lambda reader: reader.canvas_cards(SESSION.id))


def in_library(folder: Path, use) -> None:
    async def main() -> None:
        async with open_bench(folder) as bench:
            await use(bench)

    asyncio.run(main())


@pytest.fixture
def mess(tmp_path: Path) -> Path:
    """A folder as people have them."""
    folder = tmp_path / "holiday"
    (folder / "inner" / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name, shade in (
        ("2.png", 2),
        ("10.png", 10),
        ("inner/a.png", 20),
        ("inner/deep/b.PNG", 30),
    ):
        (folder / name).write_bytes(png(shade))
    (folder / ".hidden" / "x.png").write_bytes(png(40))
    (folder / "notes.txt").write_text("not meant")
    (folder / "drawing.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "bomb.png").write_bytes(png_bomb(60_000, 60_000))
    (folder / "empty.jpg").touch()
    (folder / "around").symlink_to(folder)
    os.mkfifo(folder / "pipe.png")
    with (folder / "huge.png").open("wb") as file:
        file.truncate(IMAGE_FILE_BYTES + 1)
    return folder


def test_a_folder_comes_in_with_each_bad_file_named(library_folder, mess) -> None:
    async def use(bench: Bench) -> None:
        result = await run(bench, on_wall(FileSource(mess)))
        assert [p.name for p in result.pictures] == ["2.png", "10.png", "a.png", "b.PNG"]
        reasons = {skipped.name: skipped.reason for skipped in result.skipped}
        assert set(reasons) == {"bomb.png", "drawing.png", "empty.jpg", "huge.png", "pipe.png"}
        assert "an SVG drawing" in reasons["drawing.png"]
        assert "megapixels" in reasons["bomb.png"]
        assert "device or pipe" in reasons["pipe.png"]
        assert "64 MB" in reasons["huge.png"]
        assert result.sentence == (
            "4 images, 5 skipped: bomb.png, drawing.png, empty.jpg and 2 more"
        )
        on_canvas = await cards(bench)
        assert [card.caption for card in on_canvas] == ["2.png", "10.png", "a.png", "b.PNG"]
        assert [card.id for card in on_canvas] == result.card_ids

    in_library(library_folder, use)


def test_cards_lie_in_free_space_from_the_drop_point_on(library_folder, tmp_path) -> None:
    async def use(bench: Bench) -> None:
        first = await run(bench, on_wall(MadeSource(lambda: png(1), "one")))
        (card,) = await cards(bench)
        assert (card.placement.x, card.placement.y) == (HERE.x, HERE.y)
        many = [MadeSource(lambda n=n: png(n, 40, 60), f"{n}") for n in range(2, 14)]
        await run(bench, on_wall(*many))
        places = [card.placement.rect for card in await cards(bench)]
        assert len(places) == 13
        assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])
        assert first.card_ids[0] == (await cards(bench))[0].id

    in_library(library_folder, use)


def test_all_cards_are_one_write(library_folder) -> None:
    async def use(bench: Bench) -> None:
        many = [MadeSource(lambda n=n: png(n), f"{n}") for n in range(5)]
        await run(bench, on_wall(*many))
        with_cards = [changes for changes in bench.changes if changes.cards]
        assert len(with_cards) == 1
        assert len(with_cards[0].cards) == 5

    in_library(library_folder, use)


def test_references_get_no_card(library_folder) -> None:
    async def use(bench: Bench) -> None:
        result = await run(bench, ImportWish((MadeSource(lambda: png(1), "one"),)))
        (picture,) = result.pictures
        file = await bench.executor.read(lambda reader: reader.image(picture.image_id))
        assert file.origin == "reference"
        assert picture.card_id is None

    in_library(library_folder, use)


def test_a_picture_of_the_library_becomes_a_card_again(library_folder) -> None:
    async def use(bench: Bench) -> None:
        first = await run(bench, on_wall(MadeSource(lambda: png(1), "one")))
        again = StoredSource(first.pictures[0].image_id, "one again")
        await run(bench, on_wall(again))
        assert [card.caption for card in await cards(bench)] == ["one", "one again"]
        assert len({card.image_id for card in await cards(bench)}) == 1

    in_library(library_folder, use)


def test_progress_is_told_for_each_picture(library_folder, mess) -> None:
    async def use(bench: Bench) -> None:
        told: list[ImportProgress] = []
        await run(bench, on_wall(FileSource(mess)), told.append)
        assert told[0].total == 0
        assert told[-1].done == told[-1].total == 9
        assert told[-1].share == 1.0
        assert [p.done for p in told] == sorted(p.done for p in told)

    in_library(library_folder, use)


def test_stopping_keeps_what_is_there_and_counts_the_rest(library_folder) -> None:
    async def use(bench: Bench) -> None:
        many = [MadeSource(lambda n=n: png(n), f"{n}") for n in range(40)]
        box: list[PictureImport] = []

        def stop_after_three(progress: ImportProgress) -> None:
            if progress.done == 3:
                box[0].cancel()

        box.append(PictureImport(bench.studio.access, on_wall(*many), stop_after_three))
        result = await box[0].run()
        assert result.is_cancelled
        assert 3 <= len(result.pictures) < 40
        assert len(result.pictures) + result.left_out == 40
        assert result.sentence.startswith("Stopped: ")
        assert len(await cards(bench)) == len(result.pictures)

    in_library(library_folder, use)


def test_stopping_ends_a_fetch_at_once(library_folder) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async def use(bench: Bench) -> None:
        with WebServer() as server:
            address = server.stream("/a.png", png(1), b"x", pause_s=0.02)
            policy = FetchPolicy(resolve, lambda _: True, trusting())
            box: list[PictureImport] = []

            def stop(_: ImportProgress) -> None:
                if server.requests:
                    box[0].cancel()

            wish = on_wall(AddressSource(address))
            box.append(PictureImport(bench.studio.access, wish, stop, policy))
            result = await box[0].run()
            server.ended.set()
        assert result.pictures == ()
        assert result.left_out == 1
        assert await cards(bench) == []

    in_library(library_folder, use)


def test_a_picture_from_the_web_becomes_a_card(library_folder) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async def use(bench: Bench) -> None:
        with WebServer() as server:
            address = server.give("/boat.png", png(1))
            policy = FetchPolicy(resolve, lambda _: True, trusting())
            wish = on_wall(AddressSource(address), AddressSource("http://pictures.example/x.png"))
            result = await PictureImport(bench.studio.access, wish, lambda _: None, policy).run()
        assert [p.name for p in result.pictures] == ["boat.png"]
        assert result.skipped[0].name == "pictures.example"
        assert "http:" in result.skipped[0].reason

    in_library(library_folder, use)


def test_a_file_dropped_by_itself_is_tried_whatever_its_name(library_folder, tmp_path) -> None:
    (tmp_path / "photo").write_bytes(png(9))
    (tmp_path / "letter.txt").write_text("Dear all")

    async def use(bench: Bench) -> None:
        chosen = files(tmp_path / "photo", tmp_path / "letter.txt", tmp_path / "gone.png")
        result = await run(bench, on_wall(*chosen))
        assert [p.name for p in result.pictures] == ["photo"]
        assert [s.name for s in result.skipped] == ["letter.txt", "gone.png"]

    in_library(library_folder, use)


def test_more_files_than_the_limit_are_left_out(tmp_path) -> None:
    for number in range(IMPORT_FILES_MOST + 5):
        (tmp_path / f"{number}.png").touch()
    found = find_pictures([tmp_path], lambda: False)
    assert len(found.paths) == IMPORT_FILES_MOST
    assert found.left_out == 5
    assert [path.name for path in found.paths[:3]] == ["0.png", "1.png", "2.png"]


def test_nothing_is_written_when_nothing_is_a_picture(library_folder) -> None:
    async def use(bench: Bench) -> None:
        result = await run(bench, on_wall(MadeSource(lambda: b"no", "x")))
        assert result.pictures == ()
        assert result.sentence == "0 images, 1 skipped: x"
        assert bench.changes == []

    in_library(library_folder, use)


def test_the_bytes_stay_untouched(library_folder) -> None:
    data = encoded(corners(), "JPEG")

    async def use(bench: Bench) -> None:
        result = await run(bench, on_wall(MadeSource(lambda: data, "one.jpg")))
        file = await bench.executor.read(lambda reader: reader.image(result.pictures[0].image_id))
        assert bench.library.images.read(file) == data
        assert file.origin == "imported"

    in_library(library_folder, use)
