"""The thematic report on the index, every quarter and every year.

Notice 82/TB-VPCP of the Government Office asks the lead ministry for it. :func:`build` returns a
:class:`Report`; its ``write`` makes a Word file and a PDF in the layout of Decree 30/2020/NĐ-CP, a
draft to be signed. In Vietnamese with ``$EGDI_LANG=vi``, in English for partners.
"""

from egdi.report.content import Heading, Items, Report, build
from egdi.report.period import Period, period

__all__ = ["Heading", "Items", "Period", "Report", "build", "period"]
