"""Where alerts go: each channel is a URL, of `FAZHI_ALERTS` or of the Airflow connection `fazhi_alerts`.

| URL | sends |
| --- | --- |
| `wecom+https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY` | 企业微信 group robot |
| `dingtalk+https://oapi.dingtalk.com/robot/send?access_token=TOKEN#SECRET` | 钉钉 group robot; a secret signs |
| `feishu+https://open.feishu.cn/open-apis/bot/v2/hook/ID#SECRET` | 飞书 group robot, likewise |
| `json+https://host/path#TOKEN` | any program: a JSON object; the token goes as `Authorization: Bearer` |
| `smtp://user:password@host:587?from=a@b&to=c@d,e@f` | e-mail by STARTTLS; or `smtps`, `smtp+plain` |

All chat messages are plain text: nothing that a page says becomes markup or a mention.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote_plus, unquote, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fazhi.alerts.message import Message
from fazhi.errors import ConfigurationError, FazhiError

RETRIES = 2
PAUSE_SECONDS = 0.5
TIMEOUT_SECONDS = 10
_SMTP = ("smtp", "smtps", "smtp+plain")
_WECOM_BYTES, _DINGTALK_BYTES, _FEISHU_BYTES = 2048, 15_000, 15_000
"""What a text message may hold: 企业微信 says 2,048 bytes, the other two cap the request at 20 KB."""


class NotSentError(FazhiError):
    """A channel did not take a message; the text names no secret."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One place to send to. `name` is for records and logs: scheme and host, never a key."""

    name: str
    send: Callable[[Message], None]


def channels(text: str) -> list[Channel]:
    """The channels of a list of URLs separated by blanks.

    Raises:
        ConfigurationError: a URL is none of the module's table; the text names its place in the list and no secret.
    """
    return [_channel(url, number) for number, url in enumerate(text.split(), 1)]


def _channel(url: str, number: int) -> Channel:
    try:
        parts = urlsplit(url)
        place, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ConfigurationError(f"FAZHI_ALERTS: URL {number} is none ({type(error).__name__})") from error
    name = f"{parts.scheme}://{place}" + (f":{port}" if port else "")
    if not place:
        raise ConfigurationError(f"FAZHI_ALERTS: URL {number} names no host")
    if parts.scheme in _SMTP:
        return Channel(name, _mail(parts, number))
    form, _, scheme = parts.scheme.partition("+")
    sender = {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu, "json": _json}.get(form)
    if sender is None or scheme not in ("http", "https"):
        raise ConfigurationError(
            f"FAZHI_ALERTS: URL {number} begins with {parts.scheme}://; known are wecom+https, dingtalk+https,"
            f" feishu+https, json+https, {', '.join(_SMTP)}"
        )
    address = urlunsplit((scheme, parts.netloc, parts.path, parts.query, ""))
    return Channel(name, sender(address, unquote(parts.fragment)))


def _wecom(address: str, _: str) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        answer = _post(address, {"msgtype": "text", "text": {"content": message.text(_WECOM_BYTES)}})
        _expect(answer, "errcode", "errmsg")

    return send


def _dingtalk(address: str, secret: str) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        signed = address
        if secret:
            moment = str(round(time.time() * 1000))
            sign = quote_plus(_signature(secret, f"{moment}\n{secret}"))
            signed += f"{'&' if '?' in address else '?'}timestamp={moment}&sign={sign}"
        answer = _post(signed, {"msgtype": "text", "text": {"content": message.text(_DINGTALK_BYTES)}})
        _expect(answer, "errcode", "errmsg")

    return send


def _feishu(address: str, secret: str) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": message.text(_FEISHU_BYTES)}}
        if secret:
            moment = str(round(time.time()))
            body |= {"timestamp": moment, "sign": _signature(f"{moment}\n{secret}", "")}
        _expect(_post(address, body), "code", "msg")

    return send


def _json(address: str, token: str) -> Callable[[Message], None]:
    def send(message: Message) -> None:
        body = {"title": message.title, "text": message.text(), **message.details}
        _post(address, body, {"Authorization": f"Bearer {token}"} if token else {})

    return send


def _signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _post(address: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> requests.Response:
    retry = Retry(
        total=RETRIES,
        backoff_factor=PAUSE_SECONDS,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=None,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    with requests.Session() as session:
        session.mount(address[: address.index("://") + 3], HTTPAdapter(max_retries=retry))
        try:
            answer = session.post(address, json=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        except requests.RequestException as error:  # its text holds the whole address
            cause = error.args[0] if error.args else error
            reason = getattr(cause, "reason", cause)
            raise NotSentError(f"no answer after {RETRIES + 1} tries ({type(reason).__name__})") from None
    if not 200 <= answer.status_code < 300:
        raise NotSentError(f"answered {answer.status_code}")
    return answer


def _expect(answer: requests.Response, code: str, said: str) -> None:
    """Chat programs answer 200 also where they refuse."""
    try:
        body = answer.json()
        taken, why = body[code] == 0, str(body.get(said, ""))[:200]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotSentError(f"answered no JSON with {code}") from None
    if not taken:
        raise NotSentError(f"refused it: {code} {body[code]} {why}")


def _mail(parts: SplitResult, number: int) -> Callable[[Message], None]:
    given = parse_qs(parts.query)
    sender, receivers = given.get("from", [""])[0], given.get("to", [""])[0]
    if not sender or not receivers:
        raise ConfigurationError(f"FAZHI_ALERTS: URL {number} needs ?from=ADDRESS&to=ADDRESS,ADDRESS")
    if parts.password and parts.scheme == "smtp+plain":
        raise ConfigurationError(f"FAZHI_ALERTS: URL {number} would send a password in the clear; use smtp or smtps")

    def send(message: Message) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, receivers, message.title
        mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain="fazhi")
        mail.set_content(message.text())
        for attempt in range(RETRIES + 1):
            try:
                _submit(parts, mail)
                return
            except (smtplib.SMTPException, OSError) as error:
                if attempt == RETRIES or isinstance(error, smtplib.SMTPAuthenticationError):
                    raise NotSentError(f"not taken after {attempt + 1} tries ({_said(error)})") from None
                time.sleep(PAUSE_SECONDS * 2**attempt)

    return send


def _submit(parts: SplitResult, mail: EmailMessage) -> None:
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code}"
    return type(error).__name__
