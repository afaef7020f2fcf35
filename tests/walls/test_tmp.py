import pytest
from tests.walls.asking import asked
from tests.walls.pages import FILLED
from tests.walls.forms import tree_of
@pytest.mark.django_db
@pytest.mark.parametrize("n",list(FILLED))
def test_x(visitors,walls,n):
    f=FILLED[n]; form=f.form(walls,visitors)
    s=form.plain(f.said(walls))
    r=asked(visitors[f.who],"POST",form.action,s)
    if r.status_code not in (302,303):
        t=tree_of(r.content)
        for e in t.iter():
            if e.get('class') and 'error' in e.get('class'): print("  ", " ".join("".join(e.itertext()).split())[:300])
        assert 0,(r.status_code,s)
