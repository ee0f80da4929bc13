package io.github.circleauth.live;

import java.util.Map;

/**
 * A channel of Circle's, with its parameters. The member's id is not among them: the relay adds that of the lease's member where
 * the channel has one.
 *
 * @param name such as {@code NotificationChannel}
 * @param parameters such as the id of a chat room
 */
public record LiveChannel(String name, Map<String, String> parameters) {}
