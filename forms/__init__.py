"""What is a fiche de liaison? Its models, how one is filled, its paper; not who exchanges them."""
