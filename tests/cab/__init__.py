"""Tests of cab/."""
