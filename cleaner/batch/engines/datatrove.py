"""Documents of datatrove → cleaned documents: a step of a pipeline, with its statistics and exclusion writer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.batch.documents import Document as Given
from cleaner.batch.documents import needed
from cleaner.batch.unit import CanClean, Spec, clean_one
from cleaner.page import Kind
from cleaner.pipeline import default

base = needed("datatrove.pipeline.base", "datatrove", "a step of datatrove")
KEPT = ("status", "confidence", "share_removed", "removed", "warnings", "version", "rules_version")
"""The fields of the record that a document keeps in its metadata, as `clean_status` and so on."""


class CleanArticles(base.PipelineStep):  # type: ignore[misc, name-defined]
    """Cleans the text of each document, HTML or plain, and puts what it knows of the article into its metadata.

    `exclusion_writer`: a datatrove writer for documents that give no text, with the reason in
    `metadata["clean_reason"]`; they are left out of what the next step gets. Without one they are only counted.
    `kind`: "auto" tells HTML and text apart; after an extractor say "text". `account`: keep the removed lines with
    their reasons in the metadata. The address is taken from `metadata["url"]`.
    """

    name = "🧹 Cleaner"
    type = "🧽 - FORMAT"

    def __init__(
        self,
        cleaner: CanClean | None = None,
        exclusion_writer: Any = None,
        *,
        kind: Kind = "auto",
        account: bool = False,
    ) -> None:
        super().__init__()
        self.cleaner, self.exclusion_writer = cleaner, exclusion_writer
        self.kind: Kind = kind
        self.account = account

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """The documents that gave a text, cleaned, in order."""
        cleaner, spec = self.cleaner or default(), Spec(kind=self.kind)
        with self.exclusion_writer or NoWriter() as writer:
            for document in data:
                with self.track_time():
                    row = self.cleaned(document, cleaner, spec)
                self.stat_update("total", row["status"])
                self.stat_update("words_in", value=document.metadata.pop("_words_in"), unit="doc")
                if row["status"] == "ok":
                    self.stat_update("forwarded")
                    self.update_doc_stats(document)
                    yield document
                    continue
                self.stat_update("dropped")
                if writer is not None:
                    writer.write(document, rank)

    def cleaned(self, document: Any, cleaner: CanClean, spec: Spec) -> dict[str, Any]:
        """Clean a document in place; returns its record. Where nothing stays, the text stays as it came."""
        given = Given(str(document.id), "", document.metadata.get("url"), content=document.text, name=str(document.id))
        done = clean_one(cleaner, spec.task(given))
        row = dict(done.row or {})
        found = {name: value for name, value in row["metadata"].items() if value not in (None, [], "")}
        document.metadata.update(found)
        kept = KEPT if self.account else [name for name in KEPT if name != "removed"]
        document.metadata.update({f"clean_{name}": row[name] for name in kept})
        document.metadata["_words_in"] = done.outcome.words_in
        if row["status"] == "ok":
            document.text = row["text"]
        else:
            document.metadata["clean_reason"] = row["reason"] or row["status"]
        return row


class NoWriter:
    """Stands for a writer where there is none."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None
