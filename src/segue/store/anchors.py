"""Anchors as they are kept: the streams that have grown, the signature, and the check against the chains.

The key that signs is derived from the master key, so that who has the database alone cannot sign; what an anchor
hashes and how a row of them is checked is decided in `rules.anchor`.
"""

from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from segue.rules.anchor import FIRST_PREVIOUS, AnchoredStream, AnchorRow, Mark, anchor_digest, verify_anchors
from segue.rules.moment import At
from segue.rules.record import Flaw, Problem
from segue.store.keys import master_key
from segue.store.models import Anchor, AnchoredHead, RecordEntry, StreamHead


def add_anchor(at: At) -> Mark:
    """Anchor every stream that has grown, in the caller's transaction; one with none still says that it is so."""
    last = Anchor.objects.order_by("-number").values_list("number", "digest").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST_PREVIOUS)
    grown = list(_grown().values_list("stream", "stream_id", "number", "link_hash"))
    listed = [AnchoredStream(f"{kind}:{of}", last_number, own) for kind, of, last_number, own in grown]
    digest = anchor_digest(previous, number=number, at=at.now, heads=listed)
    anchor = Anchor.objects.create(
        id=at.new_id(), number=number, at=at.now, previous=previous, digest=digest, signature=_signed(digest)
    )
    AnchoredHead.objects.bulk_create(
        (
            AnchoredHead(anchor=anchor, stream=kind, stream_id=of, number=last_number, link_hash=own)
            for kind, of, last_number, own in grown
        ),
        batch_size=500,
    )
    return Mark(number, digest)


def newest_mark() -> Mark | None:
    """The last anchor, in the form that leaves the machine."""
    last = Anchor.objects.order_by("-number").values_list("number", "digest").first()
    return Mark(*last) if last else None


def verify_all_anchors(mark: Mark | None = None) -> list[Problem]:
    """Every anchor that is not as it was made, and every entry that is not as it was anchored."""
    return [*verify_anchors(_rows(), is_signed=_is_signed, mark=mark), *_other_than_anchored()]


def _grown() -> QuerySet[StreamHead]:
    known = AnchoredHead.objects.filter(
        stream=OuterRef("stream"), stream_id=OuterRef("stream_id"), number=OuterRef("number")
    )
    return StreamHead.objects.filter(~Exists(known))


def _other_than_anchored() -> Iterator[Problem]:
    """Anchored links that the chain no longer has, or has otherwise: somebody wrote it anew."""
    link = RecordEntry.objects.filter(
        stream=OuterRef("stream"), stream_id=OuterRef("stream_id"), number=OuterRef("number")
    )
    heads = AnchoredHead.objects.annotate(
        row=Subquery(link.values("id")), now=Subquery(link.values("link_hash"))
    )
    wrong = heads.exclude(now=F("link_hash")) | heads.filter(now=None)
    for kind, of, number, row in wrong.values_list("stream", "stream_id", "number", "row"):
        flaw = Flaw.other_than_anchored if row else Flaw.cut_off
        yield Problem(str(row or ""), f"{kind}:{of}", number, flaw)


def _rows() -> Iterator[AnchorRow]:
    for anchor in Anchor.objects.order_by("number").iterator(chunk_size=200):
        heads = AnchoredHead.objects.filter(anchor=anchor).values_list(
            "stream", "stream_id", "number", "link_hash"
        )
        yield AnchorRow(
            row=str(anchor.id),
            number=anchor.number,
            at=anchor.at,
            previous=anchor.previous,
            digest=anchor.digest,
            signature=anchor.signature,
            heads=tuple(AnchoredStream(f"{kind}:{of}", number, own) for kind, of, number, own in heads),
        )


def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(master_key().derive("anchor"))


def _signed(digest: str) -> str:
    return _signer().sign(bytes.fromhex(digest)).hex()


def _is_signed(digest: str, signature: str) -> bool:
    try:
        _signer().public_key().verify(bytes.fromhex(signature), bytes.fromhex(digest))
    except (InvalidSignature, ValueError):
        return False
    return True
