"""What the pages of the demo weigh on the wire, and how soon their largest part is seen (LCP), in Chromium.

python -m benchmarks.pages [--rounds 5]. Each page is loaded with an empty cache; bytes are those of the answers with
their headers, without fonts. One of the demo's sources is slow and one is broken, as ever.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.journeys.steps import choose_role, log_in, toggle
from tests.region import Region, demo

_CHROMIUM = "/usr/bin/chromium"
_CITIZEN = "Lotte Vermeulen"
_BYTES, _SECONDS = 60_000, 1.0
_LCP = """() => new Promise((seen) => {
  let last = 0;
  const take = (entries) => { for (const entry of entries) last = entry.startTime; };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => { take(observer.takeRecords()); seen(last / 1000); }, 300);
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One load of a page: bytes and requests without fonts, and seconds until the largest part was seen."""

    weight: int
    requests: int
    lcp: float


class Scale:
    """Weighs what comes over the wire."""

    def __init__(self, wire: CDPSession) -> None:
        self._kinds: dict[str, str] = {}
        self._weights: dict[str, int] = {}
        wire.on("Network.responseReceived", lambda of: self._kinds.update({of["requestId"]: of["type"]}))
        wire.on("Network.loadingFinished", self._weigh)

    def _weigh(self, of: dict[str, object]) -> None:
        self._weights[str(of["requestId"])] = int(str(of["encodedDataLength"]).partition(".")[0])

    def take(self) -> list[int]:
        """Return the bytes of each answer but of fonts, and begin anew."""
        found = [weight for one, weight in self._weights.items() if self._kinds.get(one) != "Font"]
        self._weights.clear()
        return found


def _load(page: Page, wire: CDPSession, scale: Scale, address: str) -> Load:
    wire.send("Network.clearBrowserCache")
    page.goto("about:blank")
    scale.take()
    page.goto(address, wait_until="networkidle")
    lcp = page.evaluate(_LCP)
    weights = scale.take()
    return Load(weight=sum(weights), requests=len(weights), lcp=lcp)


def _enter(page: Page, region: Region) -> None:
    """Log in at a site and open the profile for oneself."""
    page.goto(region.site("gent"))
    log_in(page, _CITIZEN)
    choose_role(page, _CITIZEN)
    toggle(page).wait_for()
    page.goto(f"{region.gateway}/me")
    choose_role(page, _CITIZEN)
    page.get_by_role("heading", level=1, name="Overzicht").wait_for()


def _addresses(page: Page, region: Region) -> list[str]:
    """Return the first page, all that stands beside the pages, and one thing of the inbox."""
    beside = page.locator(".cp-beside a").evaluate_all("(links) => links.map((link) => link.href)")
    item = page.locator(".cp-list a[href*='/me/item/']").first.get_attribute("href")
    return [f"{region.gateway}/", *beside, f"{region.gateway}/me/search", f"{region.gateway}{item}"]


def _told(address: str, loads: Sequence[Load]) -> bool:
    """Print what one page came to, and return whether it holds."""
    weight, lcp = max(one.weight for one in loads), median(one.lcp for one in loads)
    holds = weight <= _BYTES and 0 < lcp < _SECONDS
    path = address.partition("://")[2].partition("/")[2]
    shown = f"/{path}" if "item" not in path else "/me/item/..."
    slowest = max(one.lcp for one in loads)
    print(
        f"{shown:16} {weight:7,} bytes in {loads[0].requests} requests, "
        f"LCP {lcp:.3f} s, slowest {slowest:.3f} s   {'ok' if holds else 'missed'}"
    )
    return holds


def main() -> int:
    """Print a line for each page; 1 when one misses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"Bars: {_BYTES:,} bytes without fonts at most; LCP under {_SECONDS} s (median of {rounds} loads).")
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as region, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="nl-BE")
        _enter(page, region)
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        scale = Scale(wire)
        held = [
            _told(address, [_load(page, wire, scale, address) for _ in range(rounds)])
            for address in _addresses(page, region)
        ]
        browser.close()
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
