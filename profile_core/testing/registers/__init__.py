"""The region's registers of who may act for whom: one of enterprises, one of guardians and mandates."""
