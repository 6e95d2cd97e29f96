"""Tokens, fonts, icons, schemes and scale."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPixmap

from gallery_studio import paths
from gallery_studio.ui.theme.painting import (
    BadgeStyle,
    badge_size,
    paint_badge,
    paint_shadow,
    paint_skeleton,
    paint_spinner,
    wrap_text,
)
from gallery_studio.ui.theme.theme import Theme

RAW = json.loads((paths.resources() / "theme" / "tokens.json").read_text(encoding="utf-8"))
PAIRS = [
    (scheme, pair["fg"], pair["bg"], pair["ratio"], pair["min"])
    for scheme in ("dark", "light")
    for pair in RAW["contrast"][scheme]
    if not pair["bg"].startswith("badge")
]


@pytest.fixture
def theme(qapp):
    return Theme(paths.resources(), "dark")


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2.x defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    parts = linear(color.redF()), linear(color.greenF()), linear(color.blueF())
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, two: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_pair_of_colours_has_the_contrast_the_design_states(qapp):
    themes = {scheme: Theme(paths.resources(), scheme) for scheme in ("dark", "light")}
    names = list(RAW["categorical"]["dark"])
    for scheme, fg, bg, stated, least in PAIRS:
        theme = themes[scheme]
        is_product = fg.startswith("cat.")
        front = theme.product_color(names.index(fg[4:])) if is_product else theme.color(fg)
        ratio = contrast(front, theme.color(bg))
        assert ratio >= least, (scheme, fg, bg)
        assert ratio == pytest.approx(stated, abs=0.06), (scheme, fg, bg)
    assert len(PAIRS) > 150


def test_text_on_an_image_badge_is_readable_on_white(theme):
    ground, share = theme.color("onImageBg"), theme.opacity("onImageBadge")
    mixed = QColor.fromRgbF(*(
        share * part + (1 - share) for part in (ground.redF(), ground.greenF(), ground.blueF())
    ))  # fmt: skip
    assert contrast(theme.color("onImage"), mixed) >= 9


def test_every_token_of_the_file_is_a_colour(theme):
    for scheme in ("dark", "light"):
        theme.set_scheme(scheme)
        for name, value in RAW["color"][scheme].items():
            assert theme.color(name) == QColor(value)
    with pytest.raises(KeyError):
        theme.color("nothing")


def test_a_colour_handed_out_can_be_changed_without_harm(theme):
    theme.color("accent").setAlpha(0)
    assert theme.color("accent").alpha() == 255


def test_product_colours_repeat(theme):
    assert theme.product_color(0) == theme.product_color(8)
    assert len({theme.product_color(i).name() for i in range(8)}) == 8


def test_changing_the_scheme_is_told_once(theme, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("light")
    assert not theme.is_dark
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_scheme("light")


class Desktop(QObject):
    """Stands for Qt's style hints: the offscreen platform has no colour scheme of its own."""

    colorSchemeChanged = Signal(object)  # noqa: N815 - Qt's own name

    def __init__(self, scheme: Qt.ColorScheme) -> None:
        super().__init__()
        self._scheme = scheme

    def styleHints(self) -> Desktop:
        return self

    def colorScheme(self) -> Qt.ColorScheme:
        return self._scheme

    def change(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self.colorSchemeChanged.emit(scheme)


@pytest.fixture
def desktop(qapp, monkeypatch):
    desktop = Desktop(Qt.ColorScheme.Dark)
    monkeypatch.setattr("gallery_studio.ui.theme.theme.QGuiApplication", desktop)
    return desktop


def test_the_system_scheme_follows_the_desktop(desktop, qtbot):
    theme = Theme(paths.resources(), "system")
    assert theme.is_dark
    with qtbot.waitSignal(theme.changed):
        desktop.change(Qt.ColorScheme.Light)
    assert not theme.is_dark
    assert theme.color("app") == QColor(RAW["color"]["light"]["app"])


def test_a_desktop_without_a_preference_gets_the_dark_scheme(desktop):
    desktop.change(Qt.ColorScheme.Unknown)
    assert Theme(paths.resources(), "system").is_dark


def test_a_chosen_scheme_does_not_follow_the_desktop(desktop, qtbot):
    theme = Theme(paths.resources(), "dark")
    with qtbot.assertNotEmitted(theme.changed):
        desktop.change(Qt.ColorScheme.Light)
    assert theme.is_dark
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("system")
    assert not theme.is_dark


class Hints(QObject):
    """Stands for `QAccessibilityHints` of a desktop whose contrast can be set."""

    contrastPreferenceChanged = Signal(object)  # noqa: N815 - Qt's own name
    preference = Qt.ContrastPreference.NoPreference

    def contrastPreference(self) -> Qt.ContrastPreference:
        return self.preference


def test_high_contrast_follows_the_desktop(desktop, qtbot):
    hints = Hints()
    desktop.accessibility = lambda: hints
    theme = Theme(paths.resources(), "dark")
    assert theme.color("border") != theme.color("borderControl")
    hints.preference = Qt.ContrastPreference.HighContrast
    with qtbot.waitSignal(theme.changed):
        hints.contrastPreferenceChanged.emit(hints.preference)
    assert theme.is_high_contrast
    assert theme.color("border") == QColor(RAW["color"]["dark"]["borderControl"])
    assert theme.color("textTertiary") == theme.color("textSecondary")
    assert theme.color("dot") == theme.color("canvas")
    assert theme.opacity("onImageBadge") == 1.0
    assert theme.opacity("scrim") < 1.0


def test_reduced_motion_makes_durations_zero_but_not_the_time_to_read(theme):
    assert theme.duration("slow") == 280
    theme.set_motion_reduced(True)
    assert theme.duration("slow") == 0
    assert theme.duration("toast") == 5000


def test_fonts_are_loaded_when_first_needed(theme):
    assert theme.loaded_font_files == frozenset()
    theme.font("body")
    assert theme.loaded_font_files == {"Inter-Regular.ttf"}
    theme.font("voiceQuote")
    assert "NewsreaderText-Italic.ttf" in theme.loaded_font_files


@pytest.mark.parametrize("style", list(RAW["type"]))
def test_every_style_is_the_bundled_font_in_its_size(theme, style):
    font = theme.font(style)
    assert font.pixelSize() == RAW["type"][style]["px"]
    assert font.weight() == RAW["type"][style]["weight"]
    assert font.hintingPreference() == QFont.HintingPreference.PreferNoHinting
    found = QFontInfo(font)
    assert found.family() in {"Inter", "Inter Display", "Newsreader Text", "Newsreader Display"}
    assert found.weight() == font.weight()
    assert found.italic() == RAW["type"][style].get("italic", False)


def test_figures_of_meta_have_one_width(theme):
    metrics = QFontMetricsF(theme.font("meta"))
    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("0000"))


@pytest.mark.parametrize("percent", [90, 100, 110, 125, 150])
def test_no_line_is_lower_than_its_font(qapp, percent):
    theme = Theme(paths.resources(), "dark", percent)
    for style in RAW["type"]:
        assert theme.line_height(style) >= QFontMetricsF(theme.font(style)).height()
        assert theme.control_height(32, style) >= theme.line_height(style)
    assert theme.px(100) == percent


def test_large_captions_are_larger(theme, qtbot):
    before = theme.font("caption").pixelSize()
    with qtbot.waitSignal(theme.changed):
        theme.set_captions_large(True)
    assert theme.font("caption").pixelSize() > before


def test_an_icon_has_the_asked_colour_and_the_pixels_of_the_screen(theme):
    pixmap = theme.pixmap("gem", 16, QColor("#ff0000"), 2.0)
    assert pixmap.width() == 32
    assert pixmap.deviceIndependentSize().width() == 16
    image = pixmap.toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {"#ff0000"}


def test_icons_are_drawn_once(theme):
    red = QColor("#ff0000")
    first = theme.pixmap("star", 16, red)
    assert theme.pixmap("star", 16, red).cacheKey() == first.cacheKey()
    assert theme.pixmap("star", 16, red, is_filled=True).cacheKey() != first.cacheKey()


def test_every_bundled_icon_draws_something(theme):
    names = sorted(path.stem for path in (paths.resources() / "icons").glob("*.svg"))
    assert len(names) > 100
    for name in names:
        image = theme.pixmap(name, 16, QColor("#ffffff")).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), name


def colours(pixmap: QPixmap) -> set[str]:
    image = pixmap.toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_the_mark_wears_the_scheme_and_the_program_icon_does_not(theme):
    assert {theme.color("text").name(), theme.color("accent").name()} <= colours(theme.mark(44))
    icon = colours(theme.app_icon().pixmap(64, 64))
    theme.set_scheme("light")
    assert {theme.color("text").name(), theme.color("accent").name()} <= colours(theme.mark(44))
    assert colours(theme.app_icon().pixmap(64, 64)) == icon
    assert "#ff9f4a" in icon


def test_an_unknown_icon_is_an_error(theme):
    with pytest.raises(FileNotFoundError):
        theme.pixmap("no-such-icon", 16, QColor("#ffffff"))


def painted(theme, paint) -> QPixmap:
    pixmap = QPixmap(240, 160)
    pixmap.fill(QColor("#808080"))
    painter = QPainter(pixmap)
    paint(painter)
    painter.end()
    return pixmap


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_shadow_darkens_below_and_fades_out(theme, level):
    rect = QRectF(80, 40, 80, 50)
    image = painted(theme, lambda p: paint_shadow(p, theme, rect, 12, level)).toImage()
    under = image.pixelColor(120, 91).lightness()
    far = image.pixelColor(3, 3).lightness()
    assert under < far
    assert far == 128


def test_a_badge_too_long_for_its_place_is_cut(theme):
    style = BadgeStyle("A very long name of a model", "gem")
    rects = []
    painted(theme, lambda p: rects.append(paint_badge(p, theme, QPointF(4, 4), style, 60)))
    assert rects[0].width() == 60 < badge_size(theme, style).width()


def test_spinner_and_skeleton_move_with_the_phase(theme):
    rect = QRectF(20, 20, 60, 60)
    for paint in (
        lambda p, phase: paint_spinner(p, theme, rect, phase),
        lambda p, phase: paint_skeleton(p, theme, rect, 6, phase),
    ):
        one = painted(theme, lambda p, paint=paint: paint(p, 0.2)).toImage()
        two = painted(theme, lambda p, paint=paint: paint(p, 0.6)).toImage()
        assert one != two


def test_a_skeleton_stands_still_when_motion_is_reduced(theme):
    theme.set_motion_reduced(True)
    rect = QRectF(20, 20, 60, 60)
    one = painted(theme, lambda p: paint_skeleton(p, theme, rect, 6, 0.2)).toImage()
    assert one == painted(theme, lambda p: paint_skeleton(p, theme, rect, 6, 0.6)).toImage()


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80),
    width=st.integers(40, 300),
    lines=st.integers(1, 4),
)
def test_wrapped_text_keeps_to_its_lines_and_its_width(qapp, text, width, lines):
    font = QFont()
    rows = wrap_text(font, text, width, lines)
    assert len(rows) <= lines
    metrics = QFontMetricsF(font)
    for row in rows[:-1]:
        assert metrics.horizontalAdvance(row) <= width + 16


def test_wrapping_loses_no_word_and_marks_what_it_cuts(theme):
    font = theme.font("body")
    text = "Brass dome lamp 😀 on a plaster plinth, first light of the day"
    whole = wrap_text(font, text, 120, 20)
    assert " ".join(whole) == text
    cut = wrap_text(font, text, 120, 2)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    assert wrap_text(font, "", 120, 2) == []
