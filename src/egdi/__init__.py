"""Viet Nam and its peers in the UN E-Government Development Index.

Rooms, one idea each: ``panel`` (load and validate), ``ranks``, ``contributions``,
``projection`` and ``chances`` (its pictures), ``claims``, ``scoreboard``, ``targets``, ``brief``,
``figures``, ``editions`` (with ``uncsv``) and ``check``. Import the room you need.
"""
