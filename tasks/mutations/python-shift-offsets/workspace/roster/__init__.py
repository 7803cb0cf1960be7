"""Shifts of people in several countries, compared on one clock."""
