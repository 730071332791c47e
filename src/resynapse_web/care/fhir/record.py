"""What is kept about the record itself: consents, signatures, the audit."""

from __future__ import annotations

from resynapse_web.care.fhir import rows
from resynapse_web.care.fhir.parts import LOINC, OWN, TERMS, Resource, coded, instant, ref, resource

LEGAL, AUTHOR = ("legal", "Legal Authenticator"), ("author", "Author")
READS = ("view", "list", "export", "print")


def consent(row: rows.Agreed) -> Resource:
    """Consent: one for each version of a document."""
    scope = {"coding": [{"system": f"{TERMS}consentscope", "code": "treatment", "display": "Treatment"}]}
    return resource(
        "Consent",
        row.id,
        status=row.status,
        scope=scope,
        category=[coded(LOINC, "59284-0", "Consent Document")],
        patient=ref("Patient", row.patient),
        dateTime=instant(row.at),
        performer=[{"display": row.representative}] if row.representative else None,
        policyRule={"text": row.document},
    )


def provenance(row: rows.Signed) -> Resource:
    """Provenance: who signed what content, meaning what."""
    sealed = {"identifier": {"system": f"{OWN}sha256", "value": row.hash}} if row.hash else {}
    target = {**ref(row.type, row.target), **sealed}
    agent = {
        "type": coded(f"{TERMS}provenance-participant-type", *(LEGAL if row.hash else AUTHOR)),
        "role": [{"text": row.role}],
        "who": {"display": row.name},
    }
    return resource(
        "Provenance",
        row.id,
        target=[target],
        recorded=instant(row.at),
        activity={"text": row.meaning},
        agent=[agent],
    )


def audit_event(row: rows.Line) -> Resource:
    """AuditEvent: one line of the log, with its place in the chain."""
    entity = {
        "what": ref("Patient", row.patient) if row.patient else None,
        "detail": [{"type": "hash", "valueString": row.hash}],
    }
    return resource(
        "AuditEvent",
        row.id,
        type={"system": f"{OWN}audit-action", "code": row.action},
        action="R" if row.action.rsplit(".", 1)[-1] in READS else "E",
        recorded=instant(row.at),
        outcome="0" if row.allowed else "4",
        agent=[
            {"who": {"identifier": {"system": f"{OWN}user", "value": row.user or "system"}},
             "role": [{"text": row.role}], "requestor": True}
        ],
        source={"observer": {"display": "Resynapse clinic"}},
        entity=[{key: value for key, value in entity.items() if value}],
    )  # fmt: skip
