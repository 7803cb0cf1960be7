"""The pharmacy's morning export."""
