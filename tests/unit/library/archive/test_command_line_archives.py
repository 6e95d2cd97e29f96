"""The commands export, import, delete and search, alone and beside a running window."""

from __future__ import annotations

import json
import os

import pytest

from gallery_studio.library.library import Library
from tests.support.archive_session import EMOJI


def test_out_of_one_library_and_into_another(run, filled, tmp_path):
    folder, session_id = filled
    archive = tmp_path / "s.zip"
    code, out, _ = run(folder, "export", session_id, str(archive))
    assert (code, out) == (0, "7 pictures and 1 project exported to s.zip\n")
    code, out, _ = run(tmp_path / "new", "import", str(archive), "--json")
    assert code == 0
    report = json.loads(out)
    assert report["session_id"] == session_id
    assert (report["pictures"], report["skipped"], report["summary"]) == (
        7,
        [],
        "7 pictures, 1 project",
    )
    code, out, _ = run(tmp_path / "new", "search", "leuchtturm", "--json")
    kinds = {json.loads(line)["kind"] for line in out.splitlines()}
    assert {"session", "message", "prompt", "composition"} <= kinds


def test_deleted_it_is_in_the_bin_and_is_not_found(run, filled):
    folder, session_id = filled
    code, out, _ = run(folder, "delete", session_id)
    assert code == 0
    assert "put into the bin" in out
    assert run(folder, "search", "leuchtturm")[2] == "Nothing matches.\n"
    library = Library.open_read_only(folder)
    reader = library.reader()
    assert reader.session(session_id).deleted_utc
    reader.shutdown()


def test_what_cannot_be_done_is_said_in_words(run, filled, tmp_path):
    folder, session_id = filled
    (tmp_path / "no.zip").write_text("no archive")
    code, out, err = run(folder, "import", str(tmp_path / "no.zip"))
    assert (code, out) == (2, "")
    assert "is not a whole ZIP file; nothing was changed." in err
    assert run(folder, "export", session_id, str(tmp_path / "none" / "x.zip"))[0] == 2
    assert run(folder, "export", "nobody", str(tmp_path / "x.zip"))[0] == 2
    assert run(folder, "delete", "nobody")[0] == 2


def test_an_import_makes_a_backup_first(run, filled, tmp_path):
    folder, session_id = filled
    run(folder, "export", session_id, str(tmp_path / "s.zip"))
    assert not (folder / "backups").exists()
    run(folder, "import", str(tmp_path / "s.zip"))
    assert len(list((folder / "backups").glob("*.sqlite3"))) == 1


def test_a_file_that_is_no_archive_is_never_replaced(run, filled, tmp_path):
    folder, session_id = filled
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("ten years of work")
    code, _, err = run(folder, "export", session_id, str(thesis))
    assert code == 2
    assert "is no session archive, so it stays" in err
    assert thesis.read_text() == "ten years of work"
    (tmp_path / "empty.zip").touch()
    for name in ("empty.zip", "new.zip", "new.zip"):
        assert run(folder, "export", session_id, str(tmp_path / name))[0] == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_never_replaced(run, filled, tmp_path):
    folder, session_id = filled
    os.mkfifo(tmp_path / "pipe")
    code, _, err = run(folder, "export", session_id, str(tmp_path / "pipe"))
    assert code == 2
    assert "is not a file. Choose another name." in err
    assert (tmp_path / "pipe").is_fifo()


def test_a_name_of_several_sessions_is_answered_with_their_ids(run, filled, tmp_path):
    folder, session_id = filled
    archive = str(tmp_path / "s.zip")
    run(folder, "export", session_id, archive)
    code, out, err = run(folder, "import", archive)
    assert code == 0
    assert "is a copy" in err
    copy_id = out.split()[0]
    code, _, err = run(folder, "delete", EMOJI)
    assert code == 2
    assert session_id in err
    assert copy_id in err
    code, out, _ = run(folder, "delete", copy_id, "--json")
    assert (code, json.loads(out)) == (0, {"session_id": copy_id, "name": EMOJI})
    assert "“sessions” lists them" in run(folder, "delete", "nobody")[2]


def test_nothing_to_look_for_is_said(run, filled):
    code, _, err = run(filled[0], "search", "  ")
    assert code == 2
    assert "Give a word" in err
