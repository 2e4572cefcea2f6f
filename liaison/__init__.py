"""What is liaison? The secure exchange of liaison forms, from draft to destruction; no HTTP here."""
