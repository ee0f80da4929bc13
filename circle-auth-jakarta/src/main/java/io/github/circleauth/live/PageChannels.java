package io.github.circleauth.live;

import io.github.circleauth.http.StrictJson;
import io.github.circleauth.http.StrictJson.Unreadable;
import jakarta.json.stream.JsonParserFactory;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The channels that pages may subscribe to. */
final class PageChannels {

    /** The documented channels that are one member's: without the id, an identifier of theirs is incomplete. */
    private static final Set<String> OF_MEMBER =
            Set.of("NotificationChannel", "ChatRoomChannel", "Chats::CommunityMemberThreadsChannel");

    /** An identifier is kept for each subscription, and part of each event. */
    private static final int MAX_LENGTH = 1_000;

    private static final int MAX_PARAMETERS = 4;
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_]{1,40}");
    private static final Pattern VALUE = Pattern.compile("[!-~]{1,100}");
    private static final Pattern MEMBER_ID = Pattern.compile("[1-9][0-9]{0,15}");

    private final JsonParserFactory parsers;
    private final Set<String> allowed;

    /**
     * A channel that a page asks for.
     *
     * @param memberId the member whose channel it is, as the page says; empty if the page names none
     */
    record Requested(LiveChannel channel, OptionalLong memberId) {}

    /**
     * Creates the list.
     *
     * @param allowed the names of the channels
     */
    PageChannels(JsonParserFactory parsers, Set<String> allowed) {
        this.parsers = parsers;
        this.allowed = allowed;
    }

    /**
     * Returns the channel that an identifier names, or empty if it is not a flat object of an allowed channel. What is sent to
     * Circle is made from this, never from the page's text.
     */
    Optional<Requested> parse(String identifier) {
        if (identifier.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Map<String, String> parameters;
        try {
            parameters = StrictJson.parse(parsers, identifier).flat();
        } catch (Unreadable unusable) {
            return Optional.empty();
        }
        String name = parameters.remove(LiveChannel.NAME);
        String member = parameters.remove(LiveChannel.MEMBER_ID);
        boolean isComplete = member == null
                ? name != null && !OF_MEMBER.contains(name)
                : MEMBER_ID.matcher(member).matches();
        if (name == null || !allowed.contains(name) || !isComplete || !areUsable(parameters)) {
            return Optional.empty();
        }
        return Optional.of(new Requested(
                new LiveChannel(name, member != null, parameters),
                member == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(member))));
    }

    private static boolean areUsable(Map<String, String> parameters) {
        return parameters.size() <= MAX_PARAMETERS
                && parameters.entrySet().stream()
                        .allMatch(each -> PARAMETER.matcher(each.getKey()).matches()
                                && VALUE.matcher(each.getValue()).matches());
    }
}
