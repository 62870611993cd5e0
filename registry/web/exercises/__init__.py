"""Public pages: the exercise "find the mistake", and the glossary."""
