"""What the DAGs share: settings with the warehouse's connection, and which failures are retried."""
