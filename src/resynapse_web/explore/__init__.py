"""The explorer: open pages that show what the words mean. No account, no database, no cookie, no advice."""
