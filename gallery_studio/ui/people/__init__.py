"""People and identities: who pictures are made of, and in which role."""
