"""Out, in, and out again: the same session."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile

import pytest

from gallery_studio.library.archive import layout
from tests.support.archive_session import (
    EMOJI,
    SIGNATURE,
    bring_in,
    export,
    full_session,
)


def metadata(path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(layout.METADATA))


def without_ids(path) -> dict:
    """Return what an archive says, with every id replaced by the number of its first mention."""
    said = metadata(path)
    del said["exported_utc"]
    for person in said["people"]:
        # the person is not made twice, and goes on where they were
        person.pop("active_conversation_id", None)
    for project in said["projects"]:
        # a short name belongs to one project
        project["slug"] = project["slug"].removesuffix("-2")
    seen: dict[str, str] = {}
    text = json.dumps(said, ensure_ascii=False)
    found = re.compile(r'"((?:gal|run|cnv|trn|out|crd|per|idn|prd|prj)-[\w-]+)"')
    return json.loads(
        found.sub(lambda match: f'"{seen.setdefault(match[1], f"id {len(seen)}")}"', text)
    )


def test_wiped_and_imported_it_is_the_same_to_the_letter(library, other, tmp_path):
    session_id = full_session(library)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    report = export(library, session_id, first, with_people=True)
    assert (report.pictures, report.missing) == (8, ())
    brought = bring_in(other, first)
    assert (brought.session_id, brought.pictures, brought.skipped) == (session_id, 8, ())
    assert not brought.is_copy
    export(other, session_id, second, with_people=True)
    old, new = metadata(first), metadata(second)
    del old["exported_utc"], new["exported_utc"]
    assert new == old
    with zipfile.ZipFile(first) as a, zipfile.ZipFile(second) as b:
        assert a.namelist() == b.namelist()
        for name in a.namelist():
            if name != layout.METADATA:
                assert a.read(name) == b.read(name)


def test_everything_is_found_again_by_the_readers(library, other, tmp_path):
    session_id = full_session(library)
    export(library, session_id, tmp_path / "s.zip", with_people=True)
    bring_in(other, tmp_path / "s.zip")
    old, new = library.reader(), other.reader()
    try:
        assert new.canvas_cards(session_id) == old.canvas_cards(session_id)
        assert new.session(session_id) == old.session(session_id)
        assert new.micro_previews(session_id) == old.micro_previews(session_id)
        assert new.run_labels(session_id) == old.run_labels(session_id)
        assert new.people()[0].reference_images == old.people()[0].reference_images
        assert new.products() == old.products()
        for conversation in old.conversations(session_id):
            assert new.conversation(conversation.id) == conversation
            turns = old.turns(conversation.id)
            assert new.turns(conversation.id) == turns
            outputs = old.outputs_of_turns([turn.id for turn in turns])
            assert new.outputs_of_turns([turn.id for turn in turns]) == outputs
            for output in outputs:
                assert new.model_parts(output.id) == old.model_parts(output.id)
                if output.image_id:
                    file = new.image(output.image_id)
                    assert other.images.read(file) == library.images.read(file)
                    other.images.verify(file)
        assert [hit.text for hit in new.search("Leuchtturm")] != []
    finally:
        old.shutdown()
        new.shutdown()


def test_signatures_come_back_byte_for_byte(library, other, tmp_path):
    session_id = full_session(library)
    export(library, session_id, tmp_path / "s.zip")
    bring_in(other, tmp_path / "s.zip")
    reader = other.reader()
    try:
        parts = [
            part
            for conversation in reader.conversations(session_id)
            for output in reader.outputs_of_turns(
                [turn.id for turn in reader.turns(conversation.id)]
            )
            for part in reader.model_parts(output.id)
        ]
    finally:
        reader.shutdown()
    assert [json.loads(part.json).get("thought_signature") for part in parts] == [
        None,
        None,
        SIGNATURE,
    ]
    assert parts[0].is_thought
    assert parts[0].data is not None
    assert parts[1].json == '{"text": "Here you are. \\ud83d\\uddfc"}'


def test_brought_in_twice_it_gets_new_ids_everywhere(library, tmp_path):
    session_id = full_session(library)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    export(library, session_id, first, with_people=True)
    report = bring_in(library, first)
    assert report.is_copy
    assert report.session_id != session_id
    export(library, report.session_id, second, with_people=True)
    assert without_ids(second) == without_ids(first)
    old, new = metadata(first), metadata(second)
    for key in ("runs", "conversations", "turns", "outputs", "cards", "projects"):
        assert not {row["id"] for row in old[key]} & {row["id"] for row in new[key]}
    for key in ("products", "people", "identities"):
        assert [row["id"] for row in new[key]] == [row["id"] for row in old[key]], "not made twice"
    assert [project["slug"] for project in new["projects"]] == ["a-lamp-منارة-عند-الغسق-2"]
    assert report.notes == (
        "Project “A lamp: Ein Leuchtturm 🗼 bei Dämmerung – ﷺ” has the short name"
        " a-lamp-منارة-عند-الغسق-2 here, since a-lamp-منارة-عند-الغسق is another project's",
    )
    text = json.dumps([new["events"], new["projects"]])
    keys = ("turns", "outputs", "cards", "projects")
    assert not any(row["id"] in text for key in keys for row in old[key])


def test_people_stay_at_home_unless_they_are_asked_along(library, tmp_path):
    session_id = full_session(library)
    export(library, session_id, tmp_path / "s.zip")
    said = metadata(tmp_path / "s.zip")
    assert said["people"] == said["identities"] == []
    assert "Ada" not in json.dumps(said, ensure_ascii=False)
    assert all("person_id" not in conversation for conversation in said["conversations"])
    assert len(said["images"]) == 7, "the portrait stays"


def test_what_lies_in_the_bin_stays_behind(library, tmp_path):
    session_id = full_session(library)
    reader = library.reader()
    conversation = next(c for c in reader.conversations(session_id) if c.source_image_id)
    holiday = next(c for c in reader.canvas_cards(session_id) if c.caption == "holiday")
    (project,) = reader.projects()
    reader.shutdown()
    library.projects.discard(project.id)
    library.conversations.delete(conversation.id)
    library.cards.delete([holiday.id])
    export(library, session_id, tmp_path / "s.zip")
    text = json.dumps(metadata(tmp_path / "s.zip"), ensure_ascii=False)
    assert "wärmer" not in text
    assert holiday.image_id not in text
    assert "A lamp" not in text
    assert project.id not in text
    assert EMOJI in text


def test_pictures_lie_stored_and_named_for_people(library, tmp_path):
    path = tmp_path / "s.zip"
    export(library, full_session(library), path)
    with zipfile.ZipFile(path) as archive:
        pictures = [info for info in archive.infolist() if info.filename.startswith("images/")]
        assert [info.filename for info in pictures][:2] == [
            "images/img_001.png",
            "images/img_002.png",
        ]
        assert {info.compress_type for info in pictures} == {zipfile.ZIP_STORED}
        assert "Leuchtturm" in archive.read("README.txt").decode()
    said = metadata(path)
    assert said["format"] == "gallery-studio-session"
    assert said["version"] == 1


@pytest.mark.parametrize("tool", ["unzip"])
def test_another_program_finds_it_whole(library, tmp_path, tool):
    import shutil

    if shutil.which(tool) is None:
        pytest.skip(f"no {tool} here")
    path = tmp_path / "s.zip"
    export(library, full_session(library), path)
    answer = subprocess.run([tool, "-tqq", path], capture_output=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, b"")
