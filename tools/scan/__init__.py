"""What must never stand in logs and addresses, looked for in all that a test run left behind."""
