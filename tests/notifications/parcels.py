"""Parcels as the worker hands them to a channel."""

from uuid import UUID

from profile_core.contract import Caller, Environment, Parcel, ParcelItem, SubjectRef, clock, ids, texts


def parcel(subject: SubjectRef, caller: Caller, channel: str, *, notification: UUID | None = None) -> Parcel:
    """Return a parcel with one notification from a provider to a subject."""
    one = notification or ids.new_id(subject.bucket)
    item = ParcelItem(
        notification=one,
        external_id="permit-1",
        type_code="parking.permit",
        type_name=texts(nl="Parkeerkaart", fr="Carte"),
        sender=texts(nl="Stad Gent", en="City of Ghent"),
        sender_code="gent",
        kind="MESSAGE",
        occasion="FIRST",
        path=f"/me/item/{one}",
        created_at=clock.now(),
        deadline=None,
    )
    return Parcel(
        id=ids.new_id(subject.bucket),
        subject=subject,
        provider=caller.provider,
        environment=Environment(caller.environment),
        channel=channel,
        items=(item,),
    )
