"""Find the mistake, and the glossary: pages for everybody."""
