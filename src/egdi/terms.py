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
    "holds": ("holds", "đúng"),
    "true in one reading": ("true in one reading", "đúng theo một cách hiểu"),
    "contradicted": ("contradicted", "trái với số liệu"),
    "not checkable here": ("not checkable here", "không kiểm chứng được ở đây"),
    "about_index": ("The index: ranks, places, scores", "Chỉ số: thứ hạng, điểm"),
    "about_target": ("Goals", "Mục tiêu"),
    "about_domestic_indicator": ("Domestic figures", "Số liệu trong nước"),
    "about_event": ("Dates and events", "Ngày tháng và sự kiện"),
    "met": ("target met", "đạt mục tiêu"),
    "missed": ("target missed", "không đạt mục tiêu"),
    "open": ("target open", "chưa đến hạn"),
}


def term(key: str) -> str:
    """Return the word for ``key`` in the language of ``$EGDI_LANG`` (en or vi; default en).

    Raises:
        KeyError: if the word is not in the table.
    """
    return TERMS[key][1 if os.environ.get("EGDI_LANG") == "vi" else 0]
