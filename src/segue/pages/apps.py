"""Registers the pages with Django, so that their static files are found."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Label `pages`; no tables."""

    name = "segue.pages"
    label = "pages"
