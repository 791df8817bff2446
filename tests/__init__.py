"""Tests of mhook: the folders mirror those of maileroo_cli."""
