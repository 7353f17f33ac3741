"""How a person is taken out of files that belong together: those that name them are given anew."""

import shutil

from ninefold.customers.erasure.files import holds
from ninefold.customers.erasure.registry import Erasing, Held, Person
from ninefold.customers.erasure.texts import texts_in
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.queries import UNDER_WAY


class _Bundles:
    """Files on their way to become one. What has become of them is an upload like any other."""

    def find(self, erasing: Erasing, /) -> Held:
        return Held(counts={"bundles": len(self._holding(erasing.person))})

    def erase(self, erasing: Erasing, /) -> Held:
        holding = self._holding(erasing.person)
        for bundle in holding:
            folder = bundle.folder
            bundle.delete()  # from here on no job reads its files, or writes new ones
            shutil.rmtree(folder, ignore_errors=True)
        return Held(counts={"bundles": len(holding)})

    def _holding(self, person: Person) -> list[Bundle]:
        own = Bundle.objects.filter(organisation=person.organisation)
        return [bundle for bundle in own if _names(bundle, person)]


def _names(bundle: Bundle, person: Person) -> bool:
    """Tell whether a bundle names the person; of one whose files are gone nobody can tell, or needs it."""
    if not bundle.folder.exists() and bundle.state not in UNDER_WAY:
        return True
    if person.sought.names_text("\n".join(texts_in([bundle.found, bundle.recipe, bundle.problem]))):
        return True
    files = [path for path in bundle.folder.rglob("*") if path.is_file()]
    return any(holds(path, sought=person.sought, cells=True) for path in files)


bundles = _Bundles()
