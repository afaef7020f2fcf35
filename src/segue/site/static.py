"""Static files: names carry a hash of the content, made once by `segue migrate`, served compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A file that was not collected yet keeps its plain name: a page without style beats no page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with its hash, or the plain one where there is none."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
