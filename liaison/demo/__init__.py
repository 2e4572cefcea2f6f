"""Which fictitious operator can be tried without any setting? Its people, its partners, its doors."""
