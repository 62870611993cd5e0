"""The quiz: ten questions before a lesson, after it and two weeks later, without names."""
