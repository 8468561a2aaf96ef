"""The embedded header: one custom element for any public website, and what answers it."""
