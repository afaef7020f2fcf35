"""What `segue doctor` looks at, and what it finds. Each finding says what is so and, where it is not well, what to do.

`segue.site.checks` stops a command that could not work; the doctor looks further, at what will go wrong tomorrow.
"""
