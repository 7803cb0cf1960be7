"""Tests of runner/."""
