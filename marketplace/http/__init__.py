"""What both surfaces share: who is asking, forms, pages, failures, the page cache."""
