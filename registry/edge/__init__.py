"""What api and web share: who is this, which seat, how fast, from where, and how it is answered.

It knows neither routes nor pages.
"""
