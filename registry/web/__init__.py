"""Pages: what a person sees in a browser. Knows no rule of its own and posts nothing."""
