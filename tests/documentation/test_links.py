"""Links lead somewhere: between files here, and as far as can be told without the internet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from documentation.pages import BESIDE, PAGES, ROOT, prose

# Sphinx looks at what the documentation links within itself; these files it does not know.
OTHERS = [*BESIDE, ROOT / "CHANGELOG.md", ROOT / "bench" / "README.md"]
# Pages of libzmq's manual, specifications, and sites; there are others that nothing leads to.
MANUAL = (
    "bind|connect|connect_peer|ctx_get|ctx_new|ctx_set|ctx_term|curve|disconnect|errno|getsockopt|has"
    "|ipc|msg_get|msg_gets|msg_recv|msg_routing_id|msg_send|msg_set|poll|proxy|proxy_steerable"
    "|setsockopt|socket|socket_monitor|strerror|tcp|unbind|version"
)
ELSEWHERE = [
    rf"libzmq\.readthedocs\.io/en/latest/zmq_({MANUAL})\.html",
    r"rfc\.zeromq\.org/spec/(23|27|28|29|30|31|37|41|48|49|51|52)/",
    r"(zeromq\.org|semver\.org/|www\.paramiko\.org|pexpect\.readthedocs\.io)",
    r"github\.com/zeromq/libzmq/issues/3442",
    r"keepachangelog\.com/en/1\.1\.0/",
]


def links(page: Path) -> list[str]:
    text = prose(page)
    inline = re.findall(r"\]\(([^)\s]+)\)", text)
    return inline + re.findall(r"^\[[^]]+\]: (\S+)$", text, re.MULTILINE)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", OTHERS, ids=name)
def test_files_that_are_linked_are_there(page: Path) -> None:
    for link in links(page):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", [*PAGES, *OTHERS[-2:]], ids=name)
def test_links_to_elsewhere_lead_to_pages_that_are_known(page: Path) -> None:
    known = re.compile(f"https://({'|'.join(ELSEWHERE)})")
    assert [link for link in links(page) if "://" in link and not known.fullmatch(link)] == []


def test_manual_pages_that_docstrings_name_exist() -> None:
    sources = [path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".pyi", ".pyx"}]
    text = "".join(path.read_text("utf-8") for path in sources)
    named = set(re.findall(r"\bzmq_(\w+)\([37]\)", text))
    assert named <= set(MANUAL.split("|"))
