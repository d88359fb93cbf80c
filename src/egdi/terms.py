"""Words that stand inside pictures and tables, in English and Vietnamese.

Charts take their words from here, so that a Vietnamese edition can be built from the same
notebooks: set ``EGDI_LANG=vi``.
"""

from __future__ import annotations

import os

TERMS = {
    "egdi": ("EGDI", "EGDI"),
    "osi": ("OSI", "OSI"),
    "tii": ("TII", "TII"),
    "hci": ("HCI", "HCI"),
    "epi": ("EPI", "EPI"),
    "egdi_long": ("E-Government Development Index", "Chỉ số phát triển Chính phủ điện tử"),
    "osi_long": ("Online services (OSI)", "Dịch vụ công trực tuyến (OSI)"),
    "tii_long": ("Telecommunication (TII)", "Hạ tầng viễn thông (TII)"),
    "hci_long": ("Human capital (HCI)", "Nguồn nhân lực (HCI)"),
    "unexplained": ("Not explained by the formula", "Không giải thích được bằng công thức"),
    "sum": ("Sum", "Tổng"),
    "edition": ("Edition", "Kỳ khảo sát"),
    "score": ("Score", "Điểm"),
    "points": ("Index points", "Điểm chỉ số"),
    "rank": ("World rank", "Xếp hạng thế giới"),
    "place": ("Place", "Thứ hạng trong nhóm"),
    "country": ("Country", "Quốc gia"),
    "target": ("Target", "Mục tiêu"),
    "probability": ("Probability", "Xác suất"),
    "world": ("World", "Thế giới"),
    "own": ("Own moves", "Thay đổi của nước này"),
    "rivals": ("Rivals' moves", "Thay đổi của các nước khác"),
    "method": ("new method", "đổi phương pháp"),
    "source": ("Source", "Nguồn"),
}


def term(key: str) -> str:
    """Return the word for ``key`` in the language of ``$EGDI_LANG`` (en or vi; default en).

    Raises:
        KeyError: if the word is not in the table.
    """
    return TERMS[key][1 if os.environ.get("EGDI_LANG") == "vi" else 0]
