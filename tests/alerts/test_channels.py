"""Each channel against a receiver on loopback: its format and signature, refusals, retries, no secret told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from pathlib import Path

import pytest

from fazhi.alerts import channels as module
from fazhi.alerts.channels import NotSentError, channels
from fazhi.alerts.message import Message
from fazhi.errors import ConfigurationError
from fazhi_local.postgres import free_port
from tests.alerts.receivers import mailbox, webhook
from tests.certificates import self_signed

LONG = Message(
    title="fazhi 2026-11-22 07:00: 2 counties not crawled",
    lines=[f"{number}. crawl: site failed, timeout: 枕溪区 (99022{number})" for number in range(200)],
    what_to_do=["What to do:", "  ./fazhi crawl --only 990221"],
    ending=["Else: sites 10 done."],
    details={"commands": ["./fazhi crawl --only 990221"]},
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)


def send(url: str, message: Message = LONG) -> None:
    (channel,) = channels(url)
    channel.send(message)


def expected_signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_wecom_takes_a_short_text_that_still_says_what_to_do() -> None:
    with webhook() as hook:
        send(hook.address("wecom"))
    (post,) = hook.posts
    assert (post.path, post.query, post.body["msgtype"]) == ("/hook", {"key": ["K"]}, "text")
    content = post.body["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.startswith(LONG.title)
    assert "./fazhi crawl --only 990221" in content
    assert " more: fazhi status" in content


def test_dingtalk_is_signed_over_the_time_in_the_address() -> None:
    with webhook() as hook:
        send(hook.address("dingtalk", "/robot/send?access_token=T#SEC%2Bret"))
    (post,) = hook.posts
    (moment,) = post.query["timestamp"]
    assert post.query["access_token"] == ["T"]
    assert post.query["sign"] == [expected_signature("SEC+ret", f"{moment}\nSEC+ret")]
    assert len(moment) == len("1763766000000"), "milliseconds"
    assert post.body == {"msgtype": "text", "text": {"content": LONG.text()}}


def test_feishu_is_signed_in_the_body() -> None:
    with webhook() as hook:
        send(hook.address("feishu", "/open-apis/bot/v2/hook/ID#secret"))
    (post,) = hook.posts
    moment = post.body["timestamp"]
    assert post.body["sign"] == expected_signature(f"{moment}\nsecret", "")
    assert len(moment) == len("1763766000"), "seconds"
    assert (post.body["msg_type"], post.body["content"]) == ("text", {"text": LONG.text()})


def test_json_has_the_problems_apart_and_a_token_in_the_header() -> None:
    with webhook() as hook:
        send(hook.address("json", "/in#token"))
    (post,) = hook.posts
    assert post.headers["Authorization"] == "Bearer token"
    assert post.body == {"title": LONG.title, "text": LONG.text(), "commands": ["./fazhi crawl --only 990221"]}


@pytest.mark.parametrize(
    ("form", "answer", "says"),
    [
        ("wecom", (200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "refused it: errcode 93000 invalid"),
        ("dingtalk", (200, {"errcode": 310000, "errmsg": "sign not match"}), "refused it: errcode 310000 sign"),
        ("feishu", (200, {"code": 19021, "msg": "sign match fail"}), "refused it: code 19021 sign match fail"),
        ("feishu", (200, {"StatusMessage": "?"}), "answered no JSON with code"),
        ("json", (404, {}), "answered 404"),
        ("json", (302, {}), "answered 302"),
    ],
)
def test_what_a_channel_refuses_is_not_taken_for_sent(form: str, answer: tuple[int, dict], says: str) -> None:
    with webhook() as hook:
        hook.answers = [answer]
        with pytest.raises(NotSentError, match=says):
            send(hook.address(form))
    assert len(hook.posts) == 1, "a refusal is not tried again"


def test_a_busy_channel_is_tried_again_within_a_bound() -> None:
    with webhook() as hook:
        hook.answers = [(503, {}), (429, {}), (200, {})]
        send(hook.address("json"))
        assert len(hook.posts) == 3
        hook.answers = [(503, {})]
        with pytest.raises(NotSentError, match="answered 503"):
            send(hook.address("json"))
        assert len(hook.posts) == 6


def test_a_channel_that_is_down_is_named_without_its_key() -> None:
    port = free_port()
    (channel,) = channels(f"wecom+http://127.0.0.1:{port}/send?key=SECRETKEY")
    assert channel.name == f"wecom+http://127.0.0.1:{port}"
    with pytest.raises(NotSentError) as raised:
        channel.send(LONG)
    assert str(raised.value) == "no answer after 3 tries (NewConnectionError)"
    assert raised.value.__cause__ is None


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that this machine trusts."""
    path = self_signed(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_mail_goes_encrypted_with_a_login_and_one_subject(certificate: ssl.SSLContext) -> None:
    with mailbox(certificate) as box:
        url = f"smtp://night:pass%40word@127.0.0.1:{box.port}?from=fazhi@justice.example&to=a@x.example,b@x.example"
        send(url, Message(title="fazhi: 2 counties not crawled", lines=["1. crawl: 枕溪区 (990221)"]))
    (mail,) = box.mails
    assert box.encrypted == [True]
    assert [base64.b64decode(line.removeprefix("AUTH PLAIN ")) for line in box.logins] == [b"\0night\0pass@word"]
    assert (mail["From"], mail["To"]) == ("fazhi@justice.example", "a@x.example, b@x.example")
    assert mail["Subject"] == "fazhi: 2 counties not crawled"
    assert mail.get_content().splitlines() == ["fazhi: 2 counties not crawled", "", "1. crawl: 枕溪区 (990221)"]


def test_mail_is_not_sent_in_the_clear_where_encryption_was_asked_for() -> None:
    with mailbox() as box, pytest.raises(NotSentError, match=r"after 3 tries \(SMTPNotSupportedError\)"):
        send(f"smtp://127.0.0.1:{box.port}?from=a@x.example&to=b@x.example")
    assert box.mails == []


def test_mail_that_is_refused_for_now_is_tried_again_within_a_bound() -> None:
    with mailbox() as box:
        url = f"smtp+plain://127.0.0.1:{box.port}?from=a@x.example&to=b@x.example"
        box.refusals = ["451 later", "451 later"]
        send(url)
        assert len(box.mails) == 1
        box.refusals = ["451 later"] * 3
        with pytest.raises(NotSentError, match=r"after 3 tries \(451\)"):
            send(url)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("slack+https://hooks.example/x", "URL 1 begins with slack"),
        ("https://hooks.example/x", "URL 1 begins with https"),
        ("json+ftp://hooks.example/x", "URL 1 begins with json.ftp"),
        ("json+https:///x", "URL 1 names no host"),
        ("json+https://hooks.example:port/SECRET", "URL 1 is none"),
        ("smtp://mail.example:587?from=a@x.example", "needs .from=ADDRESS&to="),
        ("smtp+plain://me:SECRET@mail.example?from=a@x&to=b@x", "would send a password in the clear"),
    ],
)
def test_a_wrong_channel_is_said_by_its_place_without_its_secret(url: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as raised:
        channels(url)
    assert "SECRET" not in str(raised.value)
