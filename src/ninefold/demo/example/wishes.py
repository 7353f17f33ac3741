"""What customers of the example want at each touchpoint, and what goes wrong for them."""

from collections.abc import Mapping
from typing import Final

# Touchpoint: (goal, problem).
WISHES: Final[Mapping[str, tuple[str, str]]] = {
    "Search result": (
        "See at once whether you have what I look for.",
        "Results lead to goods that are gone.",
    ),
    "Review site": ("Hear from others who own it.", "Reviews tell of an older model."),
    "Catalogue": ("Get ideas for a whole room.", "Prices differ from those on the web."),
    "Web page": ("Know sizes, prices and stock without asking.", "Pages open slowly, and stock is not true."),
    "Store visit": ("Touch it, sit on it, ask somebody.", "Nobody at the desk knows the range."),
    "Chat advice": ("A straight answer before I order.", "The chat sends me back to the page I came from."),
    "Checkout": ("Pay once, and know the whole price.", "The fee for delivery appears on the last page."),
    "Promise of a day": ("A day that I can plan for.", "The day is a guess, and nobody may change it."),
    "Delivery": ("Come on the day, and carry it up.", "The van comes late, or with half of the order."),
    "Assembly": ("A bed that stands tonight.", "Screws are missing, and nobody says who brings them."),
    "Product in use": ("It is as it was described.", "Colour and size differ from the picture."),
    "Recommendation": ("Tell others what I would have liked to know.", "Nobody answers what I wrote."),
    "Asking for a return": ("Say so in a minute.", "The form asks for a number that is on the box."),
    "Returns desk": ("Hand it over without a discussion.", "The desk waits for a signature from upstairs."),
    "Pick-up": ("Have it fetched when I am at home.", "The slot is a whole day."),
    "Money back": ("See the money within a week.", "Nobody can say when it comes."),
    "Phone wait": ("Speak to somebody soon.", "I wait, and then tell my story twice."),
    "Chat wait": ("A person, not a form.", "The chat closes while I look for my order."),
    "Answer": ("Somebody who sees my order.", "Two systems show two different orders."),
    "Solved": ("It is settled with this one call.", "I call again about the same thing."),
    "Follow-up": ("Hear from you before I have to ask.", "The promise to call back is not kept."),
}
