"""Who takes part: providers, suppliers, applications and their keys, sites, services, agreements, subjects."""
