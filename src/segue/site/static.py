"""Static files: names carry a hash of the content, made once by `segue migrate`, served compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A file that is missing from the manifest keeps its plain name instead of breaking a page."""

    manifest_strict = False
