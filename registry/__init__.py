"""The programme, the class, and every entry point: API, pages, command line.

It loads nothing, so that a script's client starts without the server.
"""
