package io.github.circleauth.operations;

import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import java.util.List;
import java.util.function.Supplier;

/** The section about the live channel: the open pages, and what happened to them since the start. */
final class LiveSection {

    private final Supplier<LiveCounts> counts;

    LiveSection(Supplier<LiveCounts> counts) {
        this.counts = counts;
    }

    Part part() {
        LiveCounts now = counts.get();
        Section section = new Section(
                "live",
                "Live channel",
                "",
                List.of(
                        new Fact("pages", "Open pages", now.pages()),
                        new Fact("pagesAtMost", "At most", now.pagesAtMost()),
                        new Fact("connections", "Sessions connected to Circle", now.connections()),
                        new Fact("refused", "Pages refused as too many, since the start", now.refused()),
                        new Fact("cutOff", "Pages cut off, since the start", now.cutOff()),
                        new Fact(
                                "messagesDropped",
                                "Messages of pages not passed on, since the start",
                                now.messagesDropped())),
                List.of());
        return new Part(section, now.pages() < now.pagesAtMost() ? List.of() : List.of(full(now)));
    }

    private static String full(LiveCounts now) {
        return now.pages() + " live pages are open, as many as this server serves: further ones are refused.";
    }
}
