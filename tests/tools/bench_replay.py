"""A session of thousands of acts played back: each step, each seek, to and fro."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from bench_canvas import SIZE, application
from bench_figures import Figure, percentile
from PySide6.QtWidgets import QWidget

from gallery_studio.domain.replay import Replay
from gallery_studio.domain.replay_log import ReplayFacts
from gallery_studio.domain.session import Session
from gallery_studio.paths import resources
from gallery_studio.studio.replaying import LoadedReplay
from gallery_studio.ui.replay.replay_stage import ReplayStage
from gallery_studio.ui.theme.theme import Theme
from gallery_studio.workers.preview_pool import PreviewPool
from tests.support.replay_events import SESSION, random_log, sizes_of


def loaded_log(acts: int) -> LoadedReplay:
    """Return a session of that many acts, ready to be played."""
    log = random_log(3, acts)
    replay = Replay(log.events, ReplayFacts(sizes_of(log)))
    micros = {image_id: bytes(768) for image_id in replay.image_ids}
    return LoadedReplay(Session(SESSION, "Lamps", "", ""), replay, (), micros)


def replay(context) -> list[Figure]:
    """CPU time of the GUI thread for each step, scrub and seek, handler and frame apart."""
    acts, rounds = (2_000, 40) if context.is_quick else (20_000, 80)
    loaded = loaded_log(acts)
    theme = Theme(resources(), "dark", is_motion_reduced=False)
    theme.apply(application())
    pool = PreviewPool(lambda image_id, side: Path("missing") / image_id / str(side))
    window = QWidget()
    cover = QWidget(window)
    for widget in (window, cover):
        widget.resize(*SIZE)
    window.show()
    stage = ReplayStage(theme, pool, lambda _model: ("4K", "gem"), loaded, window, cover)
    stage.enter()
    stage.player.pause()
    figures = _figures(stage, rounds, f"{acts:,} acts")
    window.close()
    pool.shutdown()
    theme.deleteLater()
    return figures


def _figures(stage: ReplayStage, rounds: int, name: str) -> list[Figure]:
    player, total, rng = stage.player, len(stage.loaded.replay), random.Random(1)
    player.seek(total - rounds)
    application().processEvents()
    steps, frames = _timed([lambda: player.step(1)] * rounds + [lambda: player.step(-1)] * rounds)
    near, _ = _timed([lambda: player.seek(player.position - rng.randrange(-40, 60))] * rounds)
    far, far_frames = _timed([lambda: player.seek(rng.randrange(total))] * (rounds // 4))
    whole, _ = _timed([lambda: player.seek(0), lambda: player.seek(total)] * 3)
    return [
        Figure(f"replay of {name}: worst step", max(steps), "ms", 16),
        Figure(f"replay of {name}: frame after a step", percentile(frames, 0.5), "ms", 16),
        Figure(f"replay of {name}: worst scrub of 60 steps", max(near), "ms", 100),
        Figure(f"replay of {name}: seek anywhere", percentile(far, 0.5), "ms", 100),
        Figure(f"replay of {name}: frame after a seek", percentile(far_frames, 0.5), "ms", 16),
        Figure(f"replay of {name}: beginning to end", percentile(whole, 0.5), "ms", 100),
    ]


def _timed(moves: list[Callable[[], object]]) -> tuple[list[float], list[float]]:
    """Return the CPU ms of each move, and of painting after it."""
    moved, painted = [], []
    for move in moves:
        at = time.thread_time()
        move()
        then = time.thread_time()
        application().processEvents()
        moved.append((then - at) * 1000)
        painted.append((time.thread_time() - then) * 1000)
    return moved, painted
