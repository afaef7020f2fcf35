import pytest, time
@pytest.mark.django_db
def test_w(walls):
    print(walls)
