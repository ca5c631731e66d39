"""A publication's parts into what templates see of them."""
