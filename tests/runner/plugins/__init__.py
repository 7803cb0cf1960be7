"""Tests of runner/plugins/."""
