"""What leaves the clinic and what comes in: FHIR, CSV, the registry, the API."""
