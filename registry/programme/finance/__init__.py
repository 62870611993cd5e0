"""What projects cost and who pays: modes of participation, funders, payments on their days."""
