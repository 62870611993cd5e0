"""The procedures of the programme, from participation to the use of credits; one a folder."""
