"""The recipes of docs/pipelines.md, as they stand there, with the libraries that they are for."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import clean

from .conftest import ROOT

PAGE = "<html><body><nav><a href='/'>Home</a></nav><h1>River rises</h1><p>The river rose two metres overnight, officials said on Tuesday.</p><p>Share this article</p></body></html>"
BODY = clean(PAGE).text


def recipe(heading: str, having: str) -> dict[str, Any]:
    """The names that the first block of code below a heading defines, that has these words."""
    _, _, below = (ROOT / "docs/pipelines.md").read_text(encoding="utf-8").partition(f"## {heading}")
    blocks = [part.partition("```")[0] for part in below.partition("\n## ")[0].split("```python\n")[1:]]
    names: dict[str, Any] = {}
    exec(next(block for block in blocks if having in block), names)
    return names


def test_langchain() -> None:
    documents = pytest.importorskip("langchain_core.documents")
    transformer = recipe("LangChain", "langchain_core")["CleanArticles"]()
    given = [
        documents.Document(page_content=PAGE, metadata={"source": "https://x.org/a", "k": 1}),
        documents.Document(page_content=""),
    ]
    [found] = transformer.transform_documents(given)
    assert (found.page_content, found.metadata["k"]) == (BODY, 1)
    assert found.metadata["title"] == "River rises"


def test_llama_index() -> None:
    schema = pytest.importorskip("llama_index.core.schema")
    ingestion = pytest.importorskip("llama_index.core.ingestion")
    nodes = [schema.TextNode(text=PAGE, id_="a", metadata={"url": "https://x.org/a"}), schema.TextNode(text="")]
    pipeline = ingestion.IngestionPipeline(transformations=[recipe("LangChain", "llama_index")["CleanNodes"]()])
    [found] = pipeline.run(nodes=nodes)
    assert (found.node_id, found.get_content()) == ("a", BODY)
    assert found.metadata["title"] == "River rises"


def test_haystack() -> None:
    haystack = pytest.importorskip("haystack")
    pipeline = haystack.Pipeline()
    pipeline.add_component("clean", recipe("LangChain", "haystack")["CleanDocuments"]())
    given = [haystack.Document(content=PAGE, meta={"url": "https://x.org/a"}), haystack.Document(content="")]
    [found] = pipeline.run({"clean": {"documents": given}})["clean"]["documents"]
    assert found.content == BODY
    assert found.meta["title"] == "River rises"


def test_scrapy() -> None:
    """The item pipeline as a crawler makes it from its settings."""
    scrapy = pytest.importorskip("scrapy")
    pytest.importorskip("scrapy.crawler")
    settings = recipe("Scrapy", "ITEM_PIPELINES")
    [place] = settings["ITEM_PIPELINES"]
    pipelines = scrapy.crawler.Crawler(scrapy.Spider, {name: settings[name] for name in settings if name.isupper()})
    kind = scrapy.utils.misc.load_object(place)
    pipeline = kind.from_crawler(pipelines)
    assert pipeline.cleaner.favour == "recall"

    class Page(scrapy.Item):  # type: ignore[misc]
        html, url, clean_text, clean_status, clean_reason, clean_metadata = (scrapy.Field() for _ in range(6))

    item = pipeline.process_item(Page(html=PAGE, url="https://x.org/a"))
    assert (item["clean_status"], item["clean_text"]) == ("ok", BODY)


def test_after_another_extractor() -> None:
    trafilatura = pytest.importorskip("trafilatura")
    names: dict[str, Any] = {"html": PAGE * 1, "url": "https://x.org/a"}
    _, _, below = (ROOT / "docs/pipelines.md").read_text(encoding="utf-8").partition("## After another extractor")
    exec(below.split("```python\n")[1].partition("```")[0], names)
    assert names["text"] == trafilatura.extract(PAGE, favor_recall=True)
