"""The procedures of the programme, from participation to the use of credits; one a folder.

Importing it names the codes in refusals (`wording`).
"""

from registry import wording as wording
