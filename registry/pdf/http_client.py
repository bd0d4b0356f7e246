"""The HTTP client for time stamps (RFC 3161) and revocation lists: it requests the configured address and no
other. pyHanko's own clients follow redirects to any address.
"""

import ssl
from asyncio import to_thread
from typing import Any

import aiohttp
import certifi
import requests
from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession

STAMP = "application/timestamp-reply"
#: The most bytes of a time stamp's answer; a token with a few certificates needs a tenth.
LONGEST_STAMP = 100_000
ELSEWHERE = "the answer sends us elsewhere, where we do not go"


class StraightTimeStamper(TimeStamper):
    """Asks one time-stamp authority at one address."""

    def __init__(self, url: str, *, timeout: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url, self.timeout = url, timeout

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer. Raises `TimestampRequestError`."""
        return await to_thread(self._ask, req.dump())

    def _ask(self, query: bytes) -> tsp.TimeStampResp:
        try:
            with requests.post(
                self.url,
                query,
                headers=set_tsp_headers({}),
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.is_redirect:
                    raise TimestampRequestError(ELSEWHERE)
                if answer.headers.get("Content-Type") != STAMP:
                    raise TimestampRequestError("the answer is malformed")
                return tsp.TimeStampResp.load(_read(answer))
        except requests.RequestException as error:
            raise TimestampRequestError("no answer") from error


class StraightSession(LazySession):
    """Fetches revocation lists from the addresses in certificates."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def get_session(self) -> aiohttp.ClientSession:
        """The HTTP session, opened at its first use."""
        if self._session is None:
            tracing = aiohttp.TraceConfig()
            tracing.on_request_redirect.append(_refuse_to_go_on)
            context = ssl.create_default_context(cafile=certifi.where())
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context), trace_configs=[tracing]
            )
        return self._session


async def _refuse_to_go_on(*_about: Any) -> None:
    raise aiohttp.ClientError(ELSEWHERE)


def _read(answer: requests.Response) -> bytes:
    content = b""
    for chunk in answer.iter_content(65_536):
        content += chunk
        if len(content) > LONGEST_STAMP:
            raise TimestampRequestError("the answer is too long")
    return content
