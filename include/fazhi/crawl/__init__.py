"""Crawling: lists and articles of county sites, politely, into the archive and the ledger.

`run.crawl_batch` crawls counties; `site` is one county, `visit` one page, `fetcher` one request. A site family is one
module with one class in `adapters`.
"""
