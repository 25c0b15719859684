"""The schema's history. Revisions name their types themselves: daemon/rows.py moves on, a revision never does."""
