"""Who fits a need, why, why not, and what would open more doors.

`profile` is what is known of a clinician, `legal` and `musts` test it, `why` puts it into words, `three`
chooses three that differ, `options` brings all together. Connections, fees between colleagues, private
notes and catch-ups are no inputs: no type here has a place for them.
"""
