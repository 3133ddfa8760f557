"""Smuggling networks in columns, and the markets on which they meet their clients."""
