"""What catalogues, reference managers and other machines are told of a publication, its pages and what is said there.

`works` sees each of these as a `Work`; every format is made of that, so that the same page has the same authors in the
same order everywhere, with the same words on what the order means. `formats` is the table of formats.
"""

from polyphony.metadata.abstracts import place_abstracts
from polyphony.metadata.works import Catalogue, Work, catalogue_of, is_whole, page_work, part_work, works_of

__all__ = ["Catalogue", "Work", "catalogue_of", "is_whole", "page_work", "part_work", "place_abstracts", "works_of"]
