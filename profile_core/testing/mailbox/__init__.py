"""A mailbox for everybody: an SMTP server that takes all mail and passes none on, and a page that shows it."""
