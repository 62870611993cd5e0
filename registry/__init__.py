"""The programme, the class, and every way in: API, pages, command line.

Knows everything below it; nothing below knows it.
"""
