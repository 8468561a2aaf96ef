"""The citizen's own pages of sign-on: how long a session lasts, and where they are logged in."""
