"""The record of who did what to the accounts of the clinic."""
