"""The header that any public website pastes in."""
