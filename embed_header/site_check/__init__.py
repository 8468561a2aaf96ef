"""Reading a municipality's page and saying, with remedies, what is right and wrong with the header in it."""
