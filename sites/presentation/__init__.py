"""What pages show, worked out before a template sees it: values with titles, addresses and dates, no queries."""
