"""Composing beyond the sentence: directives, products, people, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gallery_studio.ui.budget_controller import BudgetController
from gallery_studio.ui.directives_controller import DirectivesController
from gallery_studio.ui.people_controller import PeopleController
from gallery_studio.ui.products_controller import ProductsController
from gallery_studio.workers.people_worker import PeopleWorker

if TYPE_CHECKING:
    from gallery_studio.ui.main_window import MainWindow


class ComposingFeature(QObject):
    """Builds what composing is made of and connects it to the window.

    Attributes:
        worker: People, products and directives on their threads.
        budget: Judges prices; ask it before anything that costs money.
        directives: The panel above the text.
        products: The catalogue.
        people: People and identities.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        parts = window.parts
        self.worker = PeopleWorker(parts.worker, self)
        self.budget = BudgetController(
            parts.reader, parts.worker, parts.keeper, window.catalogue, self
        )
        self.directives = DirectivesController(
            parts.theme, window.compose, window.composer, window.session, parts.reader
        )
        self.directives.use(self.worker, parts.worker)
        self.products = ProductsController(window, self.worker)
        self.people = PeopleController(window, self.worker, self.products)
        self.budget.serve(window.composer)
        window.edits.set_gate(self.budget.refuse_edit)
        parts.keys.models_listed.connect(self.budget.use_catalogue)

    def take_down(self) -> None:
        """Stop an import of products: nothing of it is kept, and nobody waits for its end."""
        self.worker.cancel_import()
