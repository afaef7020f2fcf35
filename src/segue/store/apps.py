"""The one Django app that holds tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Label `store`; triggers of the record are made anew after every migration."""

    name = "segue.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
