"""The ways outside by which notifications reach citizens; connections to the outside are opened here."""
