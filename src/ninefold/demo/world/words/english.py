"""English."""

from typing import Final

from ninefold.demo.world.words.grammar import Grammar

GRAMMAR: Final = Grammar(
    praise={
        "delivery_promise": (
            "the {p} came on the day you promised",
            "the driver texted the hour and kept to it",
            "delivery was spot on, not a day late",
            "two careful men carried the {p} up three floors, right on time",
            "got a message with a one-hour window and they were there",
        ),
        "solved_first_time": (
            "one call and it was sorted",
            "the missing screws were posted the same day",
            "I explained it once and that was enough",
            "she fixed it while I was still on the line",
        ),
        "as_described": (
            "the {p} looks exactly like the picture",
            "solid wood as described, no surprises",
            "the colour of the {p} is just right",
            "good quality, better than I expected for that size",
        ),
        "return_easy": (
            "took the {p} back without a single question",
            "money was back on my card in {d}",
            "they picked it up from my door",
            "the return label was in the box",
        ),
        "staff_knew": (
            "the lady in kitchens knew every hinge",
            "the young man knew what would fit our flat",
            "got honest advice, he even talked me out of the dearer one",
            "whoever I asked, they had the answer",
        ),
        "price_fair": (
            "fair price for what you get",
            "good value for the {p}",
            "compared three shops and you were the cheapest",
        ),
        "page_speed": (
            "the site is quick even on my old phone",
            "checkout took a minute",
            "the online planner runs smoothly",
        ),
        "assembly": (
            "the fitters were tidy and took the packaging with them",
            "the {p} was up in an hour",
            "assembly crew knew what they were doing",
        ),
        "wait_short": (
            "hardly had to wait on the phone",
            "you called me back when you said you would",
            "someone answered the chat within a minute",
        ),
        "store_pleasant": (
            "lovely store, we stayed for coffee",
            "bright and tidy store, easy to find our way",
            "nice place to bring the kids on a wet Saturday",
        ),
        "range_wide": (
            "great choice of sofas",
            "found everything for the hall in one place",
            "plenty to choose from in every size",
        ),
    },
    blame={
        "delivery_promise": (
            "the {p} came {d} late",
            "you said between 8 and 12 and it was half past two",
            "third delivery date and still no {p}",
            "took a day off work and nobody came",
            "nobody told me that delivery had moved by {d}",
            "driver rang from the wrong town",
        ),
        "solved_first_time": (
            "called four times, four different answers",
            "explained it all again to every new person",
            "still waiting for the missing part",
            "they closed my ticket and nothing was solved",
            "promised a call back, never happened",
        ),
        "as_described": (
            "the {p} is a different colour from the picture",
            "one leg is shorter, it wobbles",
            "the veneer came off after {d}",
            "smaller than the measurements on the site",
            "scratched when I unpacked it",
        ),
        "return_easy": (
            "the refund took five weeks",
            "explained at three desks why the {p} is broken",
            "had to pay for the return of a faulty {p}",
            "nobody could say where my money is",
        ),
        "staff_knew": (
            "the boy at the desk just read out the label",
            "nobody in the store could tell me if it comes in oak",
            "two people, two answers",
            "had to find the measurements on my own phone while staff shrugged",
        ),
        "price_fair": (
            "far too expensive for chipboard",
            "the same {p} is cheaper elsewhere",
            "price went up between basket and store",
            "delivery costs more than the lamp",
        ),
        "page_speed": (
            "the page hung twice at payment",
            "the site is painfully slow in the evening",
            "had to load the basket three times",
        ),
        "assembly": (
            "a door hangs crooked and nobody comes to fix it",
            "the fitters left with two screws over",
            "can't read the instructions without a magnifying glass",
            "crew scratched the floor",
        ),
        "wait_short": (
            "{m} on hold, then cut off",
            "sat in the queue for {m}",
            "I know your hold music by heart now",
            "nobody in the chat for {m}",
        ),
        "store_pleasant": (
            "the store was stuffy and loud",
            "no trolleys, no signs, long queue at the till",
            "the toilets were a disgrace",
        ),
        "range_wide": (
            "half of what we wanted was out of stock",
            "drove 40 km and the {p} was not there",
            "always the same five models",
        ),
    },
    irony={
        "delivery_promise": (
            "oh great, a fourth delivery date, my calendar was so empty",
            "fantastic, only {d} late this time",
        ),
        "solved_first_time": ("wonderful, by now I know the whole call centre by name",),
        "as_described": ("nice touch, a three-legged {p}",),
        "return_easy": ("five weeks for a refund, congratulations on the new record",),
        "staff_knew": ("lovely of him to google it for me",),
        "price_fair": ("sure, everybody has money to burn",),
        "page_speed": ("thanks, I got a whole book read while your page loaded",),
        "assembly": ("how kind to leave me some screws as a souvenir",),
        "wait_short": ("thank you for {m} of pan flute",),
        "store_pleasant": ("what a joy, one open till on a Saturday",),
        "range_wide": ("splendid choice of empty shelves",),
    },
    neutral=(
        "nothing to add",
        "all as usual",
        "it was OK",
        "no complaints, no cheers",
        "average I'd say",
        "see above",
    ),
    empty=("-", ".", "n/a", "none", "no", "x"),
    begging=(
        "the cashier asked me to give a ten",
        "staff said anything below ten counts against them, so ten it is",
        "gave 10 because the young man asked nicely",
    ),
    openers=(
        ("really happy", "brilliant", "first class", "thank you so much"),
        ("never again", "very disappointed", "a disgrace", "I am fed up"),
    ),
    closers=(
        ("will order again", "keep it up", "would tell anyone", "ten out of ten from us"),
        ("won't order here again", "I want my money back", "nobody seems to care", "sort it out"),
    ),
    but=(", but ", ". But ", ", shame that ", ", though ", " - only "),
    also=(", and ", ". Also, ", " and ", ". "),
    order=("order {code}", "ref {code}"),
    slots={
        "p": ("wardrobe", "sofa", "desk", "bed frame", "bookcase", "chest of drawers", "table"),
        "d": ("two days", "three days", "four days", "a week"),
        "m": ("twenty minutes", "forty minutes", "half an hour", "25 minutes"),
    },
    capitals=True,
    swaps=True,
    slips=(
        ("their", "thier"),
        ("receive", "recieve"),
        ("definitely", "definately"),
        ("the ", "teh "),
        ("'", ""),
    ),
    customer="Customer",
    agent="Agent",
    greeting=("Tarnel Home, good morning, how can I help?", "Hello, you are through to Tarnel Home."),
    helped=("I have put it right, you will get an e-mail in a minute.", "Done. Anything else I can do?"),
    not_helped=("I will have to pass this on to another team.", "I can't see that in my system, I'm afraid."),
    thanks=("Thank you, that was quick.", "Great, thanks."),
    sigh=("That is what they said last time.", "So I have to call again?"),
)
