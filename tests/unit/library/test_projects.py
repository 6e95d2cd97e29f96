"""Projects in the library: unique slugs, bin, search, and nothing newer is ever changed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.event import EventKind
from gallery_studio.domain.ids import ImageId, new_project_id
from gallery_studio.domain.project import Journey, Project, new_content
from tests.unit.library.building import NOW, answer, run_work, session


@pytest.fixture
def made(library):
    """A session with one picture."""
    of = session()
    work = run_work(of)
    library.work.start(work)
    return of.id, answer(library, work.outputs[0].id).id


def project(made, title: str = "Halden", slug: str = "halden") -> Project:
    session_id, image_id = made
    return Project(
        new_project_id(),
        slug,
        title,
        "prompt",
        "Two sentences about an unmistakable lamp.",
        new_content(image_id, Journey()),
        NOW,
        NOW,
        session_id,
        image_id,
    )


def test_a_project_comes_back_as_it_was_stored(library, reader, made):
    mine = project(made)
    changes = library.projects.create(mine)
    assert changes.projects == {mine.id}
    assert reader.project(mine.id) == mine
    assert reader.find_project("halden") == mine
    (summary,) = reader.projects()
    assert (summary.slug, summary.cover, summary.image_count) == ("halden", made[1], 1)
    assert reader.projects_of_session(made[0]) == [summary]


def test_slugs_are_unique_also_beside_the_bin(library, reader, made):
    first, second, third = project(made), project(made), project(made)
    library.projects.create(first)
    library.projects.discard(first.id)
    library.projects.create(second)
    library.projects.create(third)
    slugs = [reader.project(p.id).slug for p in (first, second, third)]
    assert slugs == ["halden", "halden-2", "halden-3"]


def test_the_bin_takes_it_out_of_list_and_search_and_gives_it_back(library, reader, made):
    mine = project(made)
    library.projects.create(mine)
    assert [hit.subject_id for hit in reader.search("unmistakable")] == [mine.id]
    library.projects.discard(mine.id)
    assert reader.projects() == []
    assert reader.search("unmistakable") == []
    with pytest.raises(LibraryError):
        reader.find_project("halden")
    library.projects.restore(mine.id)
    assert [p.id for p in reader.projects()] == [mine.id]
    assert reader.search("unmistakable")


def test_saving_keeps_slug_and_birth_and_is_found_by_its_new_words(library, reader, made):
    mine = project(made)
    library.projects.create(mine)
    library.projects.save(replace(mine, title="Zinnober", slug="other", created_utc="x"))
    stored = reader.project(mine.id)
    assert (stored.title, stored.slug, stored.created_utc) == ("Zinnober", "halden", NOW)
    assert stored.updated_utc > NOW
    assert [hit.kind for hit in reader.search("zinnober")] == ["project"]


def test_the_log_tells_every_act(library, reader, made):
    mine = project(made)
    library.projects.create(mine)
    library.projects.save(mine)
    library.projects.set_featured(mine.id, made[1])
    library.projects.discard(mine.id)
    library.projects.restore(mine.id)
    kinds = [e.kind for e in reader.events(made[0]) if e.payload.get("project") == mine.id]
    assert kinds == [
        EventKind.PROJECT_CREATED,
        EventKind.PROJECT_EDITED,
        EventKind.PROJECT_FEATURED,
        EventKind.PROJECT_DISCARDED,
        EventKind.PROJECT_RESTORED,
    ]


def test_use_as_featured_changes_hero_and_cover(library, reader, made):
    work = run_work(session("another", 1_795_000_001))
    library.work.start(work)
    other = answer(library, work.outputs[0].id, b"another picture").id
    mine = project(made)
    library.projects.create(mine)
    library.projects.set_featured(mine.id, other)
    stored = reader.project(mine.id)
    assert stored.featured_image_id == other
    assert stored.content.section("hero").image_id == other


def test_a_picture_that_is_not_there_stores_nothing(library, reader, made):
    wrong = replace(project(made), featured_image_id=ImageId("f" * 64))
    with pytest.raises(LibraryError) as caught:
        library.projects.create(wrong)
    assert caught.value.kind is LibraryErrorKind.NOT_FOUND
    assert reader.projects() == []


def test_what_a_newer_program_wrote_is_read_and_never_changed(library, reader, made, folder):
    mine = project(made)
    library.projects.create(mine)
    newer = '{"templateVersion":3,"sections":[{"id":"x","type":"hologram","title":"?"}]}'
    connection = sqlite3.connect(folder / "library.sqlite3")
    connection.execute("UPDATE projects SET content = ?", (newer,))
    connection.commit()
    connection.close()
    stored = reader.project(mine.id)
    assert stored.is_read_only
    for act in (
        lambda: library.projects.save(replace(mine, title="x")),
        lambda: library.projects.set_featured(mine.id, made[1]),
    ):
        with pytest.raises(LibraryError) as caught:
            act()
        assert caught.value.kind is LibraryErrorKind.TOO_NEW
    assert reader.project(mine.id) == stored
    assert stored.content.stored_text == newer
