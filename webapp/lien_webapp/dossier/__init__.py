"""The page about one thing: `page` puts it together out of what the other modules arrange."""
