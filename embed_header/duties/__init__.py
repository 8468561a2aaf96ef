"""What the public is owed: accessibility statement, privacy notice and help, filled in by the operator."""
