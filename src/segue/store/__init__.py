"""What is kept: tables, migrations, sealing, and the one door through which it is read."""
