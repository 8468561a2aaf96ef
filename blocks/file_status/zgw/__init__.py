"""A case system that speaks the ZGW Zaken API (as Open Zaak does) as a live source of files, by configuration alone."""
