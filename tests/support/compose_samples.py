"""Models, products and pictures to compose with."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

from gallery_studio.domain.model_info import ModelInfo
from gallery_studio.domain.people import Product
from gallery_studio.domain.session import ComposeSettings

RATIOS = ("1:1", "4:5", "16:9")


def model(model_id, name, short_name, sizes, ratios=RATIOS, most=14):
    return ModelInfo(
        id=model_id, name=name, short_name=short_name, nickname="", summary="", glyph="gem",
        provider="gemini", sizes=sizes, aspect_ratios=ratios, max_references=most,
        price_usd=dict.fromkeys(sizes, 0.134), typical_s=12,
    )  # fmt: skip


MODELS = [
    model("pro", "Gemini 3 Pro Image", "3 Pro", ("1K", "2K", "4K"), (*RATIOS, "1:8")),
    model("lite", "Gemini 3.1 Flash Lite", "3.1 Lite", ("1K",), most=2),
    model("offline", "Offline model", "Offline", ("1K", "2K")),
]
PRODUCTS = [
    Product(id="p1", sku="", name="Halden lamp", created_utc="", color=5),
    Product(id="p2", sku="", name="<img src='file:///etc/passwd'>", created_utc="", color=7),
]
SETTINGS = ComposeSettings(("pro",), 4, "4:5", "2K")


def picture(_image_id):
    pixmap = QPixmap(64, 48)
    pixmap.fill("teal")
    return pixmap
