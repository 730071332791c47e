"""FHIR R4 (4.0.1): plain rows in, resources out, and back. Knows neither Django nor the tables."""
