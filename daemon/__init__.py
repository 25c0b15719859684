"""conductd: runs a community's incident process over e-mail and Slack direct messages."""

__version__ = "0.1.0"
