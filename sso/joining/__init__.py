"""Sites join: checked, registered in one step by their provider's program or by the operator, and shown."""
