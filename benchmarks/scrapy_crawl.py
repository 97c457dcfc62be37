"""Scrapy as a peer of the crawler; importable only in the environment that has it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def crawl(starts: list[str], warc: Path, *, connections: int) -> int:
    """Crawl lists and articles from `starts` into a WARC file; gives the number of articles."""
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": connections,
            "CONCURRENT_REQUESTS_PER_DOMAIN": connections,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": True,
            "USER_AGENT": "bench (+https://warehouse.example/)",
            "COOKIES_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "ERROR",
        }
    )
    with warc.open("wb") as file:
        crawler = process.create_crawler(_Articles)
        process.crawl(crawler, starts=starts, writer=WARCWriter(file, gzip=True, warc_version="1.1"))
        process.start()
    return crawler.stats.get_value("item_scraped_count", 0)


def look_again(starts: list[str], cache: Path, proxy: str, *, connections: int) -> int:
    """Read the lists `starts` through Scrapy's cache, with conditional requests; gives the number of lists read."""
    os.environ["http_proxy"] = proxy
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": connections,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": True,
            "USER_AGENT": "bench (+https://warehouse.example/)",
            "COOKIES_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
            "HTTPCACHE_DIR": str(cache),
            "LOG_LEVEL": "ERROR",
        }
    )
    crawler = process.create_crawler(_Lists)
    process.crawl(crawler, starts=starts)
    process.start()
    return crawler.stats.get_value("item_scraped_count", 0)


class _Lists(scrapy.Spider):
    name = "lists"

    def __init__(self, starts: list[str]) -> None:
        super().__init__()
        self.start_urls = starts

    def parse(self, response: Any) -> Iterator[dict[str, Any]]:
        links = [response.urljoin(link) for link in response.css("ul.list a::attr(href)").getall()]
        yield {"list": response.url, "links": links}


class _Articles(scrapy.Spider):
    name = "articles"

    def __init__(self, starts: list[str], writer: WARCWriter) -> None:
        super().__init__()
        self.start_urls = starts
        self._writer = writer

    def parse(self, response: Any) -> Iterator[Any]:
        self._keep(response)
        for link in response.css("ul.list a::attr(href)"):
            yield response.follow(link, self.parse_article)
        pages = int(response.css("script::text").re_first(r"createPageHTML\((\d+), 0,") or 0)
        for number in range(1, pages):
            yield response.follow(f"index_{number}.html")

    def parse_article(self, response: Any) -> Iterator[dict[str, Any]]:
        self._keep(response)
        yield {
            "url": response.url,
            "title": response.css("meta[name=ArticleTitle]::attr(content)").get(),
            "published": response.css("meta[name=PubDate]::attr(content)").get(),
            "paragraphs": response.css(".TRS_Editor p").xpath("string()").getall(),
        }

    def _keep(self, response: Any) -> None:
        headers = [(name.decode(), value.decode()) for name, values in response.headers.items() for value in values]
        record = self._writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        )
        self._writer.write_record(record)
