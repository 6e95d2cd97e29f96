"""``sessions``, ``show`` and ``models``: commands that only read; they work beside a window."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gallery_studio.cli.opening import reading
from gallery_studio.records import asdict
from gallery_studio.studio.assembly import load_catalogue
from gallery_studio.studio.scripting import output_line

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from gallery_studio.domain.model_info import ModelInfo
    from gallery_studio.domain.session import Session
    from gallery_studio.library.reader import LibraryReader

_ALL = 1_000_000


def sessions(arguments: argparse.Namespace, folder: Path) -> int:
    """List the sessions, newest first."""
    with reading(folder) as reader:
        found = reader.session_summaries(search=arguments.search, limit=_ALL)
    if arguments.json:
        for summary in found:
            print(json.dumps(asdict(summary), ensure_ascii=False))
        return 0
    if not found:
        print("No sessions." if not arguments.search else "No session matches.")
    for summary in found:
        count = f"{summary.image_count} image{'' if summary.image_count == 1 else 's'}"
        print(f"{summary.id}  {summary.updated_utc[:16]}  {count:>12}  {summary.name}")
    return 0


def show(arguments: argparse.Namespace, folder: Path) -> int:
    """Show what a session holds."""
    with reading(folder) as reader:
        session = reader.find_session(arguments.session)
        data = _session_data(reader, session, folder)
    if arguments.json:
        print(json.dumps(data, ensure_ascii=False))
    else:
        _print_session(data)
    return 0


def models(arguments: argparse.Namespace, _folder: Path) -> int:
    """List the models of the catalogue."""
    catalogue = load_catalogue()
    for info in catalogue.models():
        if arguments.json:
            print(json.dumps(_model_data(info), ensure_ascii=False))
        else:
            print(f"{info.id:<34} {info.name:<26} {_price(info):<24} {_state(info)}")
    return 0


def _session_data(reader: LibraryReader, session: Session, folder: Path) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    catalogue = load_catalogue()
    for conversation in reader.conversations(session.id):
        turns = {turn.id: turn for turn in reader.turns(conversation.id)}
        for output in reader.outputs_of_turns(list(turns)):
            file = reader.image(output.image_id) if output.image_id is not None else None
            line = output_line(session.id, turns[output.turn_id], output, file, catalogue)
            line["image"] = line["image"] and str(folder / line["image"])
            outputs.append(line | {"prompt": output.prompt})
    return asdict(session) | {"outputs": outputs}


def _print_session(data: dict[str, Any]) -> None:
    print(f"{data['name']}  ({data['id']})")
    if data["composition"]:
        print(f"  {data['composition']}")
    for line in data["outputs"]:
        where = line["image"] or (line["error"] or {}).get("message", "")
        print(f"  {line['output']}  {line['model']:<28} {line['status']:<10} {where}")


def _model_data(info: ModelInfo) -> dict[str, Any]:
    data = asdict(info)
    data["price_usd"] = dict(info.price_usd)
    return data


def _price(info: ModelInfo) -> str:
    if not info.price_usd:
        return "price not known"
    prices = sorted(set(info.price_usd.values()))
    if prices == [0]:
        return "free"
    low, high = prices[0], prices[-1]
    return f"${low:.3f} an image" if low == high else f"${low:.3f}–{high:.3f} an image"


def _state(info: ModelInfo) -> str:
    return f"ended {info.retired_on}" if info.retired_on else info.summary
