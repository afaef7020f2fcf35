"""Names and towns for invented people. Family names are made up in the sound of many languages.

No name here is meant to be anybody's; towns and ZIP codes are real, so that distances are.
"""

from dataclasses import dataclass
from random import Random


def _words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


GIVEN = _words(
    """
    Abena Adaeze Aditi Agnes Ahmed Aino Akiko Alma Amara Amir Anders Anika Anouk Arash Asha Astrid Ayaan
    Beatriz Benedek Bilan Birgit Bo Carmen Cedric Chau Chidi Clara Cyrus Dalia Davor Deqa Dilnoza Ebba Eitan
    Elio Emeka Esperanza Farah Fatou Felix Fiadh Gael Greta Hamza Hana Henrik Hodan Ibrahim Idris Ilse Imani
    Ines Isko Ivana Jael Jamal Jonas Joaquin Juniper Kaia Kalani Kamala Kenji Khadija Kwame Laila Leilani Lev
    Lien Linnea Lorenzo Lucia Mai Malik Marisol Mateo Meera Mehmet Mirela Moses Nadia Nasra Niamh Nikhil Noor
    Oluchi Omar Orla Otto Paloma Pao Per Petra Priya Quynh Rafael Rania Rina Rohan Rosalind Ruth Sahra Samir
    Samuel Saoirse Selma Sione Solveig Sunniva Tadeo Tamar Thuy Tomas Tove Uma Valentin Vera Wren Xiomara Yael
    Yonas Yusuf Zahra Zeynep Zofia
    """
)
FAMILY = _words(
    """
    Abdirelle Abernash Achterwold Adeyowe Alderquist Amankor Andrestad Arandoval Asgarin Avelinoz Baharvand
    Bakkerud Balinteau Barrowmere Belloquin Bergstrand Birchalow Bjornvik Bondarelo Brannigale Caldermoor
    Castelvira Chandravel Chaudhira Clearbrook Cordovane Dahlenberg Danjumari Delacroft Diallovin Dombrowick
    Dragovelli Dunmarrow Ekströmvik Elmirani Eriksholt Espinara Etcheveran Fagerlien Farahmir Fennimoor
    Ferreirano Forsgrenad Gallowmere Gebrelasse Ghaniraf Gomesval Granholme Grzelakow Guledson Haddarin
    Halvorset Hashimora Hawthornby Hernando-Vale Holmquester Hoangvu Ibarrandi Ibekwere Ingerslev Iwasakura
    Jagielnik Jamaluri Janvrinot Joensvik Kaczmarin Kamaroku Karlsborg Kassahund Kimathira Kowaliko Krishnavel
    Lacerdano Lagerholt Lauvstad Leclairvin Lindqvara Lopategui Lysandrou Mahamoru Malinchik Manoharin
    Marchetell McArdwell McNevinby Mendozal Mikkelrud Moriyasu Moua-Larsel Mukhtarin Nakagiri Ndiayel
    Nguyenhart Nordahlen Novakelj Nwosuani O’Brannick O’Dowdale Obasekira Okaforde Okonjira Olivarest Omarzai
    Ostergrave Osmanli-Reed Pacheverri Papadimou Parkhaven Patelwara Pellegrove Petrovanic Phanlieu Pirouzan
    Quillfeather Quispetan Rahmanek Rasmusdal Reyesmont Ristovella Rosenfalk Rustamel Sadeghrad Sandovarre
    Santillaro Seligstern Shirazin Silveirano Skogheim Solbakkel Sorianto Stellmacker Sundbyholm Szilvasin
    Takemorita Tavarezin Teklewold Thorsgard Tranhollow Tuomivaara Ulvestadt Umarovskin Valdemoro Vangchai-Roe
    Vasquezal Velanderos Vermeeland Villarosa Wanjirude Warsamelo Westergrove Whitfielden Xiongyer
    Yamashiro-Dale Yangmoor Yilmazer Yohannest Zablockin Zamoranel Zielinskow Zubairan
    """
)
STREETS = _words(
    """
    Alder Aspen Bluestem Bracken Cedarline Clover Cottonwood Elmhurst Fernbank Foxglove Granary Harrow Hazel
    Juniper Larkspur Linden Millrace Northgate Oakbend Orchard Pinecrest Prairie Quarry Rivermark Sorrel
    Tamarack Thistle Waterline Willowbank Yarrow
    """
)
STREET_KINDS = ("Ave", "St", "Ln", "Rd", "Blvd", "Ct")


@dataclass(frozen=True, slots=True)
class Town:
    """A town with some of its ZIP codes and its area code."""

    name: str
    state: str
    area_code: str
    zips: tuple[str, ...]


HOME_TOWNS = (
    Town(
        "Minneapolis",
        "MN",
        "612",
        _words("55403 55404 55405 55406 55407 55408 55409 55411 55414 55418"),
    ),
    Town(
        "Saint Paul",
        "MN",
        "651",
        _words("55101 55102 55103 55104 55105 55106 55107 55108 55116 55117"),
    ),
    Town("Eden Prairie", "MN", "952", ("55344", "55346", "55347")),
    Town("Burnsville", "MN", "952", ("55306", "55337")),
    Town("Stillwater", "MN", "651", ("55082",)),
    Town("Northfield", "MN", "507", ("55057",)),
    Town("Rochester", "MN", "507", ("55901", "55902", "55904", "55906")),
    Town("Duluth", "MN", "218", ("55802", "55804", "55805", "55811")),
    Town("Saint Cloud", "MN", "320", ("56301", "56303", "56304")),
    Town("Mankato", "MN", "507", ("56001", "56003")),
    Town("Moorhead", "MN", "218", ("56560",)),
    Town("Bemidji", "MN", "218", ("56601",)),
)
OTHER_TOWNS = (
    Town("Hudson", "WI", "715", ("54016",)),
    Town("Eau Claire", "WI", "715", ("54701", "54703")),
    Town("La Crosse", "WI", "608", ("54601", "54603")),
    Town("Des Moines", "IA", "515", ("50309", "50311")),
    Town("Fargo", "ND", "701", ("58102", "58104")),
    Town("Sioux Falls", "SD", "605", ("57103", "57105")),
    Town("Chicago", "IL", "312", ("60605", "60607")),
    Town("Oakland", "CA", "510", ("94601", "94609")),
    Town("Albany", "NY", "518", ("12206", "12208")),
    Town("Austin", "TX", "512", ("78702", "78704")),
    Town("Denver", "CO", "303", ("80204", "80206")),
    Town("Seattle", "WA", "206", ("98103", "98105")),
)


def given_name(chance: Random) -> str:
    """A given name."""
    return chance.choice(GIVEN)


def family_name(chance: Random) -> str:
    """A made-up family name; one in sixteen has two."""
    name = chance.choice(FAMILY)
    if "-" not in name and chance.random() < 1 / 16:
        return f"{name}-{chance.choice(FAMILY).partition('-')[0]}"
    return name


def street_address(chance: Random) -> str:
    """A house number and an invented street."""
    return f"{chance.randrange(100, 9900)} {chance.choice(STREETS)} {chance.choice(STREET_KINDS)}"


def phone_number(chance: Random, *, area_code: str) -> str:
    """A number of the range that is kept for invention: 555-0100 to 555-0199."""
    return f"{area_code}55501{chance.randrange(100):02}"
