"""Who is about to leave? A pipeline that trains, judges and applies a churn model."""
