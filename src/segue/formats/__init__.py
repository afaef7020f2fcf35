"""Files in other people's forms, read and written: provider files, calendars. Pure, like the rules."""
