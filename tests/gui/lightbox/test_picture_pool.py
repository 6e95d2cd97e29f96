"""Full-size pictures: decoded beside the GUI thread, most wanted first, the rest cancelled."""

import threading

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from gallery_studio.imaging import loader
from gallery_studio.imaging.previews import GROUND_RGB
from gallery_studio.workers.picture_pool import PicturePool, qimage_of


class Gate:
    """Holds reads until it is opened, and remembers which were made and where."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.entered = threading.Event()
        self.read: list[str] = []
        self.threads: set[int] = set()
        real = loader.read_image_file

        def read(path):
            self.threads.add(threading.get_ident())
            self.read.append(path.stem)
            self.entered.set()
            assert self.opened.wait(10)
            return real(path)

        monkeypatch.setattr(loader, "read_image_file", read)


@pytest.fixture
def gate(monkeypatch):
    gate = Gate(monkeypatch)
    yield gate
    gate.opened.set()


@pytest.fixture
def single(files):
    pool = PicturePool(files.picture, threads=1)
    yield pool
    pool.shutdown()


def test_it_decodes_pixels_and_halves_in_a_thread_of_its_own(qtbot, files, pictures, gate):
    image = files.add("large", (4100, 2050))
    gate.opened.set()
    with qtbot.waitSignal(pictures.picture_ready) as ready:
        pictures.want([image])
    picture = ready.args[0]
    sizes = [(level.width(), level.height()) for level in picture.levels]
    assert sizes == [(4100, 2050), (2050, 1025), (1025, 513)]
    with Image.open(files.picture(image)) as original:
        for point in ((0, 0), (4099, 2049), (2000, 700)):
            color = picture.levels[0].pixelColor(*point)
            assert (color.red(), color.green(), color.blue()) == original.getpixel(point)
    assert threading.get_ident() not in gate.threads
    assert pictures.find(image.id) is picture


def test_what_is_not_wanted_any_more_is_never_begun(qtbot, files, single, gate):
    first, second, third = (files.add(name, (60, 40)) for name in ("1", "2", "3"))
    single.want([first], [second])
    assert gate.entered.wait(10)
    assert single.waiting == [second.id]
    single.want([third])
    assert single.waiting == [third.id]
    announced = []
    single.picture_ready.connect(announced.append)
    with qtbot.waitSignal(single.picture_ready, check_params_cb=lambda p: p.image_id == third.id):
        gate.opened.set()
    assert gate.read == [first.id, third.id]
    assert [picture.image_id for picture in announced] == [third.id]
    assert single.find(first.id) is None


def test_a_picture_wanted_again_while_it_was_being_left_is_decoded(qtbot, files, single, gate):
    first, second = files.add("1", (60, 40)), files.add("2", (60, 40))
    single.want([first])
    assert gate.entered.wait(10)
    single.want([second])
    single.want([first])
    with qtbot.waitSignal(single.picture_ready, check_params_cb=lambda p: p.image_id == first.id):
        gate.opened.set()


def test_the_newest_request_comes_first_and_preload_after_it(files, single, gate):
    blocked, *others = (files.add(str(n), (60, 40)) for n in range(4))
    single.want([blocked])
    assert gate.entered.wait(10)
    single.want([others[0]], [others[1], others[2]])
    assert single.waiting == [image.id for image in others]


def test_memory_is_bounded_but_what_is_shown_is_kept(qtbot, files):
    images = [files.add(str(n), (600, 400)) for n in range(5)]
    each = 600 * 400 * 4
    pool = PicturePool(files.picture, most_bytes=round(each * 2.8))
    for image in images:
        with qtbot.waitSignal(pool.picture_ready):
            pool.want([image])
    assert [pool.find(image.id) is not None for image in images] == [0, 0, 0, 1, 1]
    pool.want(images[:3])
    # Not waitSignals: its slots would run in two threads of the pool at once.
    qtbot.waitUntil(lambda: all(pool.find(image.id) is not None for image in images[:3]))
    pool.shutdown()


def test_preload_that_memory_cannot_hold_is_left_out(files, gate):
    images = [files.add(str(n), (600, 400)) for n in range(3)]
    pool = PicturePool(files.picture, threads=1, most_bytes=600 * 400 * 12)
    pool.want([images[0]], images[1:])
    assert gate.entered.wait(10)
    assert pool.waiting == [images[1].id]
    gate.opened.set()
    pool.shutdown()


def test_a_missing_file_is_told_in_a_sentence(qtbot, files, pictures):
    image = files.add("gone")
    files.lose(image)
    with qtbot.waitSignal(pictures.picture_failed) as failed:
        pictures.want([image])
    failure = failed.args[0]
    assert failure.image_id == image.id
    assert failure.is_missing
    assert failure.message == "The file is not where the library keeps it."


def test_a_damaged_file_is_told_with_its_reason(qtbot, files, pictures):
    image = files.add("torn")
    path = files.picture(image)
    path.write_bytes(path.read_bytes()[:2000])
    with qtbot.waitSignal(pictures.picture_failed) as failed:
        pictures.want([image])
    assert not failed.args[0].is_missing
    assert "damaged" in failed.args[0].message


def test_after_a_failure_the_thread_serves_on(qtbot, files, single, monkeypatch, caplog):
    first, second = files.add("1"), files.add("2")
    real = loader.load_scaled

    def load(data, side_px, *, name=""):
        if len(calls) == 0:
            calls.append(1)
            raise RuntimeError("a bug")
        return real(data, side_px, name=name)

    calls: list[int] = []
    monkeypatch.setattr(loader, "load_scaled", load)
    with qtbot.waitSignals([single.picture_failed, single.picture_ready]):
        single.want([first, second])
    assert single.find(second.id) is not None
    caplog.clear()


def test_two_pictures_are_compared(qtbot, files, pictures):
    first, second = files.add("1", (300, 200)), files.add("2", (600, 400))
    with qtbot.waitSignal(pictures.difference_ready) as ready:
        pictures.want([], (), (first, second))
    difference = ready.args[0]
    assert difference.pair == (first.id, second.id)
    assert (difference.image.width(), difference.image.height()) == (600, 400)
    assert 0 < difference.changed_share <= 1


def test_transparency_stands_on_the_ground_of_the_previews(qapp):
    image = Image.new("RGBA", (5, 200), (255, 0, 0, 0))
    image.putpixel((2, 150), (10, 20, 30, 255))
    result = qimage_of(image)
    assert result.format() == QImage.Format.Format_RGB32
    assert result.pixelColor(0, 199).getRgb()[:3] == GROUND_RGB
    assert result.pixelColor(2, 150).getRgb()[:3] == (10, 20, 30)


def test_shutting_down_is_quick_quiet_and_may_come_twice(files, gate):
    pool = PicturePool(files.picture, threads=1)
    images = [files.add(str(n), (60, 40)) for n in range(3)]
    pool.want(images)
    assert gate.entered.wait(10)
    gate.opened.set()
    pool.shutdown()
    pool.shutdown()
    pool.want(images)
    assert pool.waiting == []
    assert len(gate.read) <= 2


def test_a_failure_nobody_waits_for_is_not_told(qtbot, files, single, gate):
    gone, other = files.add("gone"), files.add("other")
    failures = []
    single.picture_failed.connect(failures.append)
    single.want([gone])
    assert gate.entered.wait(10)
    files.lose(gone)
    single.want([other])
    with qtbot.waitSignal(single.picture_ready):
        gate.opened.set()
    assert failures == []


def test_the_full_size_waits_for_the_preview_but_not_for_ever(qtbot, files, pictures, previews):
    from gallery_studio.ui.lightbox.picture_source import PictureSource

    source = PictureSource(previews, pictures)
    with_preview, without = files.add("with"), files.add("without")
    files.lose(without)
    begun = []
    real = pictures.want
    pictures.want = lambda *plan: (
        begun.append((plan[0], with_preview.id in source._large)),
        real(*plan),
    )
    source.want([with_preview], [])
    qtbot.waitUntil(lambda: pictures.find(with_preview.id) is not None)
    assert begun[-1] == ([with_preview], True)
    with qtbot.waitSignal(source.failed):
        source.want([without], [])
    source.release()
