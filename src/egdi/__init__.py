"""Viet Nam and its peers in the UN E-Government Development Index.

Rooms, one idea each: ``panel`` (load and validate), ``ranks``, ``contributions``,
``projection``, ``claims``, ``targets``, ``scoreboard``, ``figures``, ``editions`` (with ``uncsv``),
``check`` and ``brief``. Import the room you need.
"""
