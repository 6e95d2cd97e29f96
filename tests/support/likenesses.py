"""People, identities and products in a bench's library, with real picture files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gallery_studio.domain.ids import new_identity_id, new_person_id, new_product_id
from gallery_studio.domain.image import Origin
from gallery_studio.domain.people import Identity, Person, Product
from tests.support.gemini_server import small_png

if TYPE_CHECKING:
    from gallery_studio.domain.ids import ImageId
    from tests.support.studio_bench import Bench

NOW = "2026-11-21T11:42:00.000+00:00"


async def add_picture(bench: Bench, red: int) -> ImageId:
    """Store a picture of one colour; another red is another picture."""
    picture = await bench.studio.add_image(small_png(red=red), f"{red}.png", Origin.REFERENCE)
    return picture.file.id


async def add_person(bench: Bench, name: str = "Ada", reds: tuple[int, ...] = (1, 2)) -> Person:
    images = tuple([await add_picture(bench, red) for red in reds])
    person = Person(new_person_id(), name, NOW, appearance="red scarf", reference_images=images)
    await bench.executor.write(lambda library: library.people.save_person(person))
    return person


async def add_identity(bench: Bench, name: str = "The Artist") -> Identity:
    identity = Identity(new_identity_id(), name, NOW, prompt="paint on the hands, in a studio")
    await bench.executor.write(lambda library: library.people.save_identity(identity))
    return identity


async def add_product(
    bench: Bench, name: str = "Halden lamp", red: int | None = 200, sku: str = ""
) -> Product:
    image_id = await add_picture(bench, red) if red is not None else None
    product = Product(
        new_product_id(), sku or name[:3], name, NOW, brand="Halden", image_id=image_id
    )
    await bench.executor.write(lambda library: library.people.save_products([product]))
    return product
