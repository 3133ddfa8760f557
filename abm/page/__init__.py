"""The laboratory in the browser: pages over a live model or a stored result. Importing it loads no Solara."""
