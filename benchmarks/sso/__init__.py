"""Logins beside npm `oidc-provider`, in one run: `make bench-sso` prints the ratio beside its bar."""
