from tests.pages.clinic.test_referral import *
from tests.pages.clinic.conftest import *
def test_x(world):
    case = world.case()
    browser, address = browser_of(world.miriam), f"/r/{case.referral}"
    r = browser.post(f"{address}/do/pause", {**fields(browser.get(address), "pause"), "until": "2100-01-04"})
    print(r.status_code, text_of(browser.get(address))[:600])
    print(Referral.objects.values("step","paused_until"))
    assert 0
