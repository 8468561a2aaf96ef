"""A screenshot in a quarter of its bytes: 128 colours are enough for a page."""

import base64
import struct
import zlib

from playwright.sync_api import Page

# Colours that differ little are one; the most frequent stay, each other becomes the nearest of them.
REDUCE = """async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  const keys = new Uint32Array(width * height).map((_, at) =>
    ((data[at * 4] >> 2) << 12) | ((data[at * 4 + 1] >> 2) << 6) | (data[at * 4 + 2] >> 2));
  const seen = new Map();
  keys.forEach((key, at) => {
    if (seen.has(key)) seen.get(key).times += 1;
    else seen.set(key, { times: 1, colour: [...data.slice(at * 4, at * 4 + 3)] });
  });
  const palette = [...seen.values()].sort((one, other) => other.times - one.times).slice(0, 128).map(({ colour }) => colour);
  const far = (one, other) => one.reduce((sum, part, at) => sum + (part - other[at]) ** 2, 0);
  const places = new Map([...seen].map(([key, { colour }]) => {
    const distances = palette.map((kept) => far(kept, colour));
    return [key, distances.indexOf(Math.min(...distances))];
  }));
  const pixels = Uint8Array.from(keys, (key) => places.get(key));
  let text = "";
  for (let at = 0; at < pixels.length; at += 8192) text += String.fromCharCode(...pixels.subarray(at, at + 8192));
  return { width, height, palette: palette.flat(), pixels: btoa(text) };
}"""


def reduced(png: bytes, desk: Page) -> bytes:
    """Give the picture with a palette (PNG, third edition, section 11); ``desk`` is any page that may run scripts."""
    found = desk.evaluate(REDUCE, base64.b64encode(png).decode())
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(found["palette"])),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
