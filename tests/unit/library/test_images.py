"""Picture files: untouched, durable, missing, damaged and swept."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading

import pytest

from gallery_studio.domain.errors import LibraryError, LibraryErrorKind
from gallery_studio.domain.image import MediaType, PreviewSet
from gallery_studio.library.images import ImageStore
from tests.unit.library.building import MICRO, image_of

DATA = b"\x89PNG\r\n" + bytes(range(256)) * 100


@pytest.fixture
def store(tmp_path):
    return ImageStore(tmp_path)


def test_bytes_are_kept_untouched_under_their_hash(store):
    image_id = store.store_file(DATA, MediaType.PNG)
    image = image_of(DATA)
    assert image_id == hashlib.sha256(DATA).hexdigest() == image.id
    path = store.path_of(image)
    assert path == store.folder / image.relative_path
    assert path.read_bytes() == store.read(image) == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    store.verify(image)


def test_same_bytes_are_the_same_file(store):
    store.store_file(DATA, MediaType.PNG)
    before = store.path_of(image_of(DATA)).stat().st_ino
    store.store_file(DATA, MediaType.PNG)
    assert store.path_of(image_of(DATA)).stat().st_ino == before


def test_half_a_file_is_replaced(store):
    path = store.path_of(image_of(DATA))
    path.parent.mkdir(parents=True)
    path.write_bytes(DATA[:10])
    store.store_file(DATA, MediaType.PNG)
    assert path.read_bytes() == DATA


def test_file_is_on_the_disk_before_it_has_its_name(store, monkeypatch):
    """The order that survived every power cut: write, fsync, rename, fsync of the folder.

    A folder whose own entry may not be on the disk is followed by the folder it lies in; once
    that is certain, one folder is waited for.
    """
    images = store.folder / "images"
    steps = []
    real_fsync = os.fsync

    def fsync(handle):
        here = os.fstat(handle).st_ino
        names = {path.stat().st_ino: path.name for path in (store.folder, *images.rglob("*"))}
        steps.append((names.get(here, "images"), store.path_of(image_of(DATA)).exists()))
        real_fsync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    digest = image_of(DATA).id
    for _ in range(2):
        store.store_file(DATA, MediaType.PNG)
        store.path_of(image_of(DATA)).unlink()
    (_, *first), (part, *again) = steps[:4], steps[4:]
    assert first[0][0].startswith(".part-")
    assert first[1:] == [(digest[:2], True), ("images", True)]
    assert part[0].startswith(".part-")
    assert again == [(digest[:2], True)]


def test_bytes_that_are_not_kept_leave_nothing(store):
    with store.arriving(DATA) as arrival:
        assert arrival.digest() == image_of(DATA).id
    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_full_disk_is_told_when_the_bytes_are_kept_and_leaves_nothing(store, monkeypatch):
    def fsync(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with store.arriving(DATA) as arrival, pytest.raises(LibraryError) as caught:
        store.keep(arrival, MediaType.PNG)
    assert caught.value.kind is LibraryErrorKind.DISK_FULL
    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_threads_may_store_the_same_picture_at_once(store):
    threads = [
        threading.Thread(target=store.store_file, args=(DATA, MediaType.PNG)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert files == [store.path_of(image_of(DATA))]


def test_missing_file_is_named(store):
    with pytest.raises(LibraryError, match="File missing: images/") as caught:
        store.read(image_of(DATA))
    assert caught.value.kind is LibraryErrorKind.NOT_FOUND


@pytest.mark.parametrize(("damage", "is_read"), [(DATA[:-1], False), (DATA[:-1] + b"x", True)])
def test_damage_is_found_by_size_at_once_and_by_hash_when_asked(store, damage, is_read):
    image = image_of(DATA)
    path = store.path_of(image)
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    if is_read:
        assert store.read(image) == damage
    else:
        with pytest.raises(LibraryError, match=image.id):
            store.read(image)
    with pytest.raises(LibraryError) as caught:
        store.verify(image)
    assert caught.value.kind is LibraryErrorKind.DAMAGED


def test_previews_lie_by_their_size(store):
    image_id = image_of(DATA).id
    store.store_previews(image_id, PreviewSet(MICRO, b"64", b"256", b"768"))
    for side_px in (64, 256, 768):
        assert store.preview_path(image_id, side_px).read_bytes() == str(side_px).encode()
    assert not store.preview_path(image_id, 2048).exists()


def test_only_old_unfinished_files_are_swept(store):
    store.store_file(DATA, MediaType.PNG)
    folder = store.path_of(image_of(DATA)).parent
    old, fresh = folder / ".part-old", folder / ".part-fresh"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    assert store.sweep() == 1
    assert not old.exists()
    assert fresh.exists()
    store.verify(image_of(DATA))
