"""The picture of the README: six figures of the demo on one sheet.

make demo && .venv/bin/python tools/readme_picture.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

SHOWN = ("ketamine_first_dose", "block_cells", "glutamate", "signals", "structure_prefrontal", "scores")
FIGURES = Path("out/demo/figures")
TARGET = Path("docs/images/course.png")


def main() -> None:
    """Paste the figures, three in a row."""
    images = [Image.open(next(FIGURES.glob(f"[0-9][0-9]_{name}.png"))) for name in SHOWN]
    width, height = images[0].size
    sheet = Image.new("RGB", (3 * width, 2 * height), "white")
    for place, image in enumerate(images):
        sheet.paste(image, ((place % 3) * width, (place // 3) * height))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    sheet.resize((1500, 1500 * sheet.height // sheet.width)).quantize(200).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
