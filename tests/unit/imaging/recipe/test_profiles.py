"""The five profiles: what leaves is what the preview shows, and not a word more."""

from __future__ import annotations

import asyncio
import hashlib
import json
import zlib
from dataclasses import replace

import pytest

from gallery_studio.domain.errors import StudioError
from gallery_studio.domain.image import Origin
from gallery_studio.imaging.loader import load_image
from gallery_studio.imaging.recipe import png
from gallery_studio.imaging.recipe.reading import metadata_of, read_recipe
from gallery_studio.imaging.recipe.recipe import ALGORITHMIC, ENHANCED, GENERATED
from gallery_studio.library.archive.facts import MakingFacts
from gallery_studio.library.library import Library
from gallery_studio.studio.export_profiles import (
    ExportProfile,
    export_pictures,
    leaving,
    preview_leaving,
    write_leaving,
)
from gallery_studio.studio.storing import store_now
from gallery_studio.workers.library_executor import LibraryExecutor
from tests.support.archive_session import full_session
from tests.unit.imaging.recipe.test_recipes import picture

FACTS = MakingFacts(
    "the secret lighthouse", "lighthouse", "nano", "2.1", 7, "4:5", None, "now", False
)


@pytest.fixture
def library(tmp_path):
    library = Library.open(tmp_path / "library")
    yield library
    library.shutdown()


def stored(library, data: bytes):
    return store_now(library.images, data, Origin.GENERATED, "holiday.png").file


def signed(data: bytes) -> bytes:
    """Return a PNG with a box of content credentials."""
    first, *rest = png.chunks(data)
    return png.joined([first, (b"caBX", b"\0\0\0\x10jumb" + b"c2pa" * 8), *rest])


def test_archive_is_the_untouched_bytes_and_a_file_beside_them(library):
    data = signed(picture("PNG"))
    ready = leaving(data, stored(library, data), FACTS, ExportProfile.ARCHIVE, "A lighthouse")
    assert [file.name for file in ready.files] == ["A-lighthouse.png", "A-lighthouse.json"]
    assert ready.files[0].data == data
    said = json.loads(ready.files[1].data)
    assert said["sha256"] == hashlib.sha256(data).hexdigest()
    assert said["recipe"]["prompt"] == FACTS.prompt
    assert ready.has_credentials
    assert not ready.are_credentials_lost


@pytest.mark.parametrize(("is_composite", "said"), [(False, ALGORITHMIC), (True, ENHANCED)])
def test_the_offline_model_is_not_said_to_be_trained(library, is_composite, said):
    data = picture("PNG")
    facts = replace(FACTS, model="offline", is_composite=is_composite)
    (file,) = leaving(data, stored(library, data), facts, ExportProfile.CLIENT).files
    assert {field.name: field.value for field in file.fields}["Digital source type"] == said


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("profile", [ExportProfile.CLIENT, ExportProfile.WEB])
def test_client_and_web_are_marked_and_hold_no_prompt(library, kind, profile):
    data = picture(kind)
    ready = leaving(data, stored(library, data), FACTS, profile)
    (file,) = ready.files
    assert ready.warnings == ()
    assert {field.name: field.value for field in file.fields} == {
        "Digital source type": GENERATED,
        "AI system used": "nano",
        "AI system version used": "2.1",
    }
    assert b"lighthouse" not in file.data
    if profile is ExportProfile.CLIENT:
        assert load_image(file.data).image.tobytes() == load_image(data).image.tobytes()


def test_web_is_scaled(library):
    data = png_of((4000, 100))
    (file,) = leaving(data, stored(library, data), FACTS, ExportProfile.WEB).files
    assert load_image(file.data).image.size == (2048, 51)
    assert file.name.endswith(".jpg")


def png_of(size):
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", size, "teal").save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_private_says_nothing(library, kind):
    data = picture(kind)
    ready = leaving(data, stored(library, data), FACTS, ExportProfile.PRIVATE)
    (file,) = ready.files
    assert file.fields == ()
    assert b"lighthouse" not in file.data
    assert read_recipe(file.data) is None


def test_a_signed_picture_is_kept_whole_where_it_can_be_and_else_it_is_said_first(library):
    data = signed(picture("PNG"))
    image = stored(library, data)
    for profile in (ExportProfile.ARCHIVE, ExportProfile.CLIENT, ExportProfile.RECIPE):
        ready = leaving(data, image, FACTS, profile)
        assert ready.files[0].data == data
        assert not ready.are_credentials_lost
        assert "kept whole" in ready.warnings[0]
    client = leaving(data, image, FACTS, ExportProfile.CLIENT)
    assert client.files[1].name.endswith(".xmp")
    assert GENERATED.encode() in client.files[1].data
    assert b"lighthouse" not in client.files[1].data
    for profile in (ExportProfile.WEB, ExportProfile.PRIVATE):
        ready = leaving(data, image, FACTS, profile)
        assert ready.are_credentials_lost
        assert "lost" in ready.warnings[0]


def test_a_photograph_is_not_called_made_by_ai(library):
    data = picture("JPEG")
    for profile in (ExportProfile.CLIENT, ExportProfile.WEB):
        ready = leaving(data, stored(library, data), None, profile)
        assert ready.files[0].fields == ()
        assert "not marked" in ready.warnings[0]


def test_with_recipe_it_can_be_dropped_and_restored(library):
    data = picture("PNG")
    (file,) = leaving(data, stored(library, data), FACTS, ExportProfile.RECIPE).files
    recipe = read_recipe(file.data)
    assert (recipe.prompt, recipe.message, recipe.seed) == (FACTS.prompt, FACTS.message, 7)
    assert metadata_of(file.data) == file.fields


def test_what_is_written_is_what_was_shown_and_nothing_is_replaced(library, tmp_path):
    session_id = full_session(library)
    reader = library.reader()
    cards = [card for card in reader.canvas_cards(session_id) if card.image_id]
    reader.shutdown()
    executor = LibraryExecutor(library, lambda _changes: None)
    out = tmp_path / "out"
    out.mkdir()

    async def twice():
        shown = await preview_leaving(executor, cards[0].image_id, "x", ExportProfile.ARCHIVE)
        pictures = [(cards[0].image_id, "x")] * 2
        return shown, await export_pictures(executor, pictures, ExportProfile.ARCHIVE, out)

    try:
        shown, written = asyncio.run(twice())
    finally:
        executor.shutdown()
    assert [path.name for path in written] == ["x.png", "x.json", "x-2.png", "x-2.json"]
    assert [path.read_bytes() for path in written[:2]] == [file.data for file in shown.files]


def test_a_folder_that_is_not_there_is_said_in_words(library, tmp_path):
    data = picture("PNG")
    ready = leaving(data, stored(library, data), FACTS, ExportProfile.ARCHIVE)
    with pytest.raises(StudioError, match="Choose another folder"):
        write_leaving(ready, tmp_path / "none")


def test_compressed_text_bombs_are_cut():
    bomb = b"parameters\0\0" + zlib.compress(b"x" * 50_000_000)
    first, *rest = png.chunks(picture("PNG"))
    data = png.joined([first, (b"zTXt", bomb), *rest])
    assert len(read_recipe(data).prompt) <= 100_000
