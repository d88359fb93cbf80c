"""Viet Nam and its peers in the UN E-Government Development Index.

Rooms, one idea each: ``panel`` (load and validate), ``ranks``, ``contributions``,
``projection``, ``chances`` (its pictures), ``figures``, ``editions`` (with ``uncsv``) and
``check``. Import the room you need.
"""
