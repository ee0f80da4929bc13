package io.github.circleauth.sandbox;

/** The texts of the sample content. Some contain hostile markup, since any member can write it. */
final class SampleTexts {

    /** For each post: space, title, text, and comments on this post. */
    static final String[][] POSTS = {
        {"11", "Say hello here", "New faces this week: tell us what you make and what you would like to learn."},
        {
            "12",
            "A hinge that doesn't squeak",
            "Brass, a drop of oil, and patience. Drawings are in the comments.",
            "First drawing: the pin is a millimetre thinner than you think.",
            "Mine squeaked for a week and then gave up. Leave it alone, is the trick."
        },
        {
            "13",
            "Notes on a slow book",
            "Forty pages a week suits it well. We talk about chapter three on Thursday.\n\n"
                    + "Bring a sentence that you read twice, and one that you skipped.",
            "I read the same sentence twice on every page. Does that count?",
            "Thursday is good. I skipped the storm, and I am not sorry.",
            "The storm is the best part! Read it aloud and it is over in ten minutes.",
            "Then you read it on Thursday, and we shall see."
        },
        {"14", "Bread on a weeknight", "Mix it in the morning, bake it at seven; the fridge does the rest."},
        {"12", "Which solder for old radios?", "The tin in the attic says 1961. Is it still any good?"},
        {"11", "The summer meeting has a date", "We meet on the second Saturday of June, by the river if it is dry."},
        {"13", "Three essays about maps", "One is long, one is wrong, one is a delight. Guess which is which."},
        {"12", "My bench, before and after", "It took two weekends and every clamp in the house."},
        {"14", "What to do with ten lemons", "Salt them, says the whole table. I have salted them."},
        {"13", "Reading aloud, anyone?", "A voice call on Sunday evenings, a chapter each, no preparation."},
        {"12", "Measuring without a ruler", "A sheet of paper is a ruler if you know how to fold it."},
        {"11", "Thank you, helpers", "The move went quickly because eleven of you turned up with boxes."},
        {"12", "A clock that runs backwards", "Swap two wires and it is suddenly a conversation piece."},
        {"13", "Borrow my atlas", "It is heavy and out of date, and the prettiest book I own."},
        {"11", "Who has a ladder?", "Three metres would do. It is for a lamp and an afternoon."},
        {
            "12",
            "Does <b>this</b> box eat markup?",
            "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'taken over'\">"
                    + " [press here](javascript:document.title='taken over') &amp; tell me what you see.",
            "</p><svg onload=\"document.title = 'taken over'\"><a href=\"javascript:document.title='taken over'\">this</a>",
            "I see all of it, and nothing happened. So it does not."
        },
        {"13", "A dictionary for a desert island", "Not the longest one. The one that argues with you."},
        {"14", "The pot that cooks by itself", "Hay, a box, and four hours in which nobody looks inside."},
        {"11", "Lost: one green umbrella", "Last seen leaning against the noticeboard, looking innocent."},
        {"12", "Sharpening on a saucer", "The unglazed ring under a saucer is a stone in all but name."},
        {"13", "Marginalia", "What do you write in your margins, and do you ever answer it?"},
        {"11", "A walk at half past seven", "Slow, along the canal, back in time for breakfast."},
        {"12", "The drawer of odd screws", "Sorted at last: by length, by thread, by mystery."},
        {"14", "Soup for eleven", "Double the onions, halve the worry."},
        {"13", "The last page first", "I did it again. It was better that way."},
        {"12", "A lamp out of a bottle", "Drill slowly, and under water."},
        {"11", "Rules of the porch", "There is one: take off your hat, or do not."},
        {"12", "Ten uses for a bicycle tube", "The tenth is a bicycle."},
    };

    /** The messages of the sample chats; the participants take turns. */
    static final String[] DIRECT_CHAT = {
        "Did you get the drawings?",
        "Yes, thank you! The second page is upside down, or I am.",
        "You are. Try it on Saturday?",
        "Saturday it is. I bring the brass <and the oil>."
    };

    static final String[] GROUP_CHAT = {
        "Who brings the kettle to the open bench?",
        "I do. Who brings the tea?",
        "There is tea in the drawer of odd screws, I fear."
    };

    /** Comments that fit any post. */
    static final String[] COMMENTS = {
        "Thank you, I needed that today.",
        "Could you say a little more about the second step?",
        "I tried it last winter. It works better than it sounds.",
        "Count me in.",
        "My grandmother would have disagreed, and she would have been right.",
        "This made me laugh on the tram.",
        "I have one to spare, if it helps.",
        "Saved for the weekend.",
    };

    /** For each event: space, title and text. */
    static final String[][] EVENTS = {
        {"13", "Chapter three, together", "We read the middle of it aloud and stop when the tea is cold."},
        {"12", "Open bench", "Bring what is broken. Two soldering irons, one kettle."},
        {"11", "Porch evening", "No topic. Newcomers get the good chair."},
        {"14", "Dumplings by the hundred", "Many hands; flour is provided."},
        {"11", "The summer meeting", "By the river if it is dry, under the bridge if it is not."},
    };

    private SampleTexts() {}
}
