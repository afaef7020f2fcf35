"""In what a few rows differ from each other, pair by pair: the same rules as `three.axes_between`, in columns."""

from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from segue.rules.codes import IDENTITY_STYLES, Family
from segue.rules.matching import columns as cells
from segue.rules.matching.geography import NOWHERE
from segue.rules.matching.sight import Bools, Sight, takes_plan
from segue.rules.matching.three import AXIS_BITS, KM_APART, PRICE_APART, STYLES_APART, Axis


def axes_among(sight: Sight) -> NDArray[np.int64]:
    """The bits of what each pair of these rows differs in for the client of the need."""
    if sight.rows is not None and len(sight.rows) < 2:  # a pair
        return np.zeros((len(sight.rows), len(sight.rows)), np.int64)
    differs = {
        Axis.METHOD: _methods(sight),
        Axis.STYLE: _styles(sight),
        Axis.PRICE: _prices(sight),
        Axis.PLACE: _places(sight),
    }
    return reduce(or_, (AXIS_BITS[axis] * differ.astype(np.int64) for axis, differ in differs.items()))


def _methods(sight: Sight) -> Bools:
    stated = sight.column("methods") & (cells.said_bit("methods") - 1)
    count = np.bitwise_count(stated).astype(np.int64)
    shared = np.bitwise_count(stated[:, None] & stated).astype(np.int64)
    fewer = np.minimum(count[:, None], count)
    return (fewer > 0) & (2 * shared <= fewer)


def _styles(sight: Sight) -> Bools:
    stated = sight.column("styles")
    ignored = cells.bits_of(Family.STYLE, IDENTITY_STYLES) | cells.said_bit("styles")
    apart = np.bitwise_count((stated[:, None] ^ stated) & (~ignored & 0xFFFF_FFFF))
    said = stated != 0
    return said[:, None] & said & (apart >= STYLES_APART)


def _prices(sight: Sight) -> Bools:
    insured = takes_plan(sight).met
    fee = sight.lowest_fee.astype(np.int64)
    low, high = np.minimum(fee[:, None], fee), np.maximum(fee[:, None], fee)
    apart = sight.has_fee[:, None] & sight.has_fee & (high - low >= PRICE_APART * high) & (high > 0)
    return np.where(insured[:, None] | insured, insured[:, None] ^ insured, apart)


def _places(sight: Sight) -> Bools:
    formats, zips = sight.column("formats"), sight.column("zip")
    said, here = formats != 0, zips != NOWHERE
    other_format = said[:, None] & said & (formats[:, None] != formats)
    known = here[:, None] & here
    places = np.where(here, zips, 0)
    one, other = np.broadcast_arrays(places[:, None], places)
    far = sight.shard.geography.meters(one, other) >= KM_APART * 1000
    return other_format | (known & far)
