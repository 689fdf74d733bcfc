"""What the search remembers: pages of people and companies, search, banks, two spellings of one."""
