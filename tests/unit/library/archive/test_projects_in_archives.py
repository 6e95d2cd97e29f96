"""A session's projects go along: whole, under a short name of their own, read-only when newer."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import replace

import pytest

from gallery_studio.domain.errors import LibraryError
from gallery_studio.domain.ids import new_project_id
from gallery_studio.domain.project import Journey, Project, journey_of, new_content
from gallery_studio.library.archive import layout
from tests.support.archive_session import add_picture, answer, bring_in, export, full_session, png
from tests.unit.library.archive.test_round_trip import metadata
from tests.unit.library.building import NOW, run_work, session


def projects_of(library):
    reader = library.reader()
    try:
        return [reader.project(summary.id) for summary in reader.projects()]
    finally:
        reader.shutdown()


def change_content(library, project_id, **fields) -> dict:
    """Change a project's content as a program of another version would."""
    path = library.folder / "library.sqlite3"
    with sqlite3.connect(path) as database:
        (text,) = database.execute(
            "SELECT content FROM projects WHERE id = ?", (project_id,)
        ).fetchone()
        content = json.loads(text) | fields
        database.execute(
            "UPDATE projects SET content = ? WHERE id = ?", (json.dumps(content), project_id)
        )
    database.close()
    return content


def simple_session(library, *titles: str):
    """A session with one picture, and a project for each title."""
    work = run_work(session())
    library.work.start(work)
    image = answer(library, work.outputs[0].id, png(7))
    projects = [
        Project(
            new_project_id(), title.lower(), title, "prompt", "", new_content(image.id, Journey()),
            NOW, NOW, work.session_id, image.id,
        )
        for title in titles
    ]  # fmt: skip
    for project in projects:
        library.projects.create(project)
    return work.session_id, projects


def test_each_comes_back_as_it_was_and_can_be_changed(library, other, tmp_path):
    session_id = full_session(library)
    (before,) = projects_of(library)
    report = export(library, session_id, tmp_path / "s.zip")
    assert report.projects == 1
    brought = bring_in(other, tmp_path / "s.zip")
    assert (brought.projects, brought.notes) == (1, ())
    assert projects_of(other) == [before]
    assert journey_of(before.content).iterations[0].turn_id is not None
    other.projects.save(replace(before, title="another"))
    assert [hit.title for hit in projects_of(other)] == ["another"]


def test_the_order_of_the_list_stays(library, other, tmp_path):
    session_id, projects = simple_session(library, "One", "Two", "Three")
    library.projects.save(replace(projects[1], title="Two again"))
    export(library, session_id, tmp_path / "s.zip")
    bring_in(other, tmp_path / "s.zip")
    titles = [project.title for project in projects_of(library)]
    assert titles[0] == "Two again"
    assert [project.title for project in projects_of(other)] == titles


def test_a_copy_speaks_of_its_own_turns(library, tmp_path):
    session_id = full_session(library)
    export(library, session_id, tmp_path / "s.zip")
    report = bring_in(library, tmp_path / "s.zip")
    copied = next(p for p in projects_of(library) if p.session_id == report.session_id)
    reader = library.reader()
    try:
        turns = {
            turn.id
            for conversation in reader.conversations(report.session_id)
            for turn in reader.turns(conversation.id)
        }
    finally:
        reader.shutdown()
    blocks = copied.content.sections[1].blocks
    named = {b.turn_id for b in blocks if b.turn_id} | {t for b in blocks for t in b.cites}
    assert named
    assert named <= turns


def test_an_id_among_a_projects_words_stays_what_was_written(library, tmp_path):
    session_id, (project,) = simple_session(library, "One")
    export(library, session_id, tmp_path / "1.zip")
    turn = metadata(tmp_path / "1.zip")["turns"][0]["id"]
    section = {"id": "journey", "type": "content", "title": turn}
    words = [{"type": "text", "content": turn, "turn": turn}]
    change_content(library, project.id, sections=[section | {"blocks": words}])
    export(library, session_id, tmp_path / "1.zip")
    report = bring_in(library, tmp_path / "1.zip")
    copied = next(p for p in projects_of(library) if p.session_id == report.session_id)
    (page,) = copied.content.sections
    assert (page.title, page.blocks[0].content) == (turn, turn)
    assert page.blocks[0].turn_id != turn


def test_what_a_newer_program_wrote_is_kept_as_it_is_and_read_only(library, other, tmp_path):
    session_id, (project,) = simple_session(library, "One")
    hidden = add_picture(library, png(8))
    with sqlite3.connect(library.folder / "library.sqlite3") as database:
        # a newer program keeps a picture that this one cannot find in the page
        database.execute("INSERT INTO project_images VALUES (?, ?)", (project.id, hidden.id))
    database.close()
    video = {"id": "v", "type": "video", "poster": hidden.id, "range": [0, 1.5]}
    hero = project.content.sections[0]
    known = {"id": hero.id, "type": "hero", "title": hero.title, "image": hero.image_id}
    content = change_content(
        library, project.id, templateVersion=9, sections=[known, video], mood={"dusk": True}
    )
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    export(library, session_id, first)
    said = metadata(first)["projects"][0]
    assert said["content"] == content
    assert said["references"] == [hidden.id]
    bring_in(other, first)
    (there,) = projects_of(other)
    assert there.is_read_only
    assert json.loads(there.content.stored_text) == content
    assert there.content.sections[0] == hero
    with pytest.raises(LibraryError, match="newer Gallery Studio"):
        other.projects.save(replace(there, title="no"))
    export(other, session_id, second)
    old, new = metadata(first), metadata(second)
    del old["exported_utc"], new["exported_utc"]
    assert new == old


def test_an_archive_of_an_older_program_has_none_and_comes_in(library, other, tmp_path):
    session_id, _ = simple_session(library, "One")
    export(library, session_id, tmp_path / "s.zip")
    said = metadata(tmp_path / "s.zip")
    del said["projects"]
    with (
        zipfile.ZipFile(tmp_path / "s.zip") as new,
        zipfile.ZipFile(tmp_path / "old.zip", "w") as old,
    ):
        for name in new.namelist():
            is_metadata = name == layout.METADATA
            old.writestr(name, json.dumps(said) if is_metadata else new.read(name))
    report = bring_in(other, tmp_path / "old.zip")
    assert (report.pictures, report.projects, report.sentence()) == (1, 0, "1 picture")
    assert projects_of(other) == []


def test_one_that_another_program_spoilt_stays_behind_and_is_named(library, other, tmp_path):
    session_id, projects = simple_session(library, "One", "Two", "Three")
    change_content(library, projects[0].id, sections="gone")
    hero = {"id": "hero", "type": "hero", "title": "x", "image": "0" * 64}
    change_content(library, projects[1].id, sections=[hero])
    report = export(library, session_id, tmp_path / "s.zip")
    assert [missing.reason for missing in report.missing] == [
        "Project “One” cannot be read, so it stays behind",
        "Project “Two” cannot be read, so it stays behind",
    ]
    assert report.sentence() == "1 picture and 1 project exported to s.zip, 2 are missing"
    assert bring_in(other, tmp_path / "s.zip").projects == 1


def test_the_readme_names_them(library, tmp_path):
    session_id, _ = simple_session(library, "One", "Two")
    export(library, session_id, tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        text = archive.read(layout.README).decode()
    assert "1 picture, 2 projects,\nand everything" in text
    assert max(len(line) for line in text.splitlines()) <= 100
