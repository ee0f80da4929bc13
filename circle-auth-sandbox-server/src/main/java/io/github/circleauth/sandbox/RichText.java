package io.github.circleauth.sandbox;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.stream.Collectors;

/** Circle's form of formatted text: a document of nodes. The sandbox keeps the text alone. */
final class RichText {

    private RichText() {}

    /**
     * Returns the text of a document, with a line for each paragraph.
     *
     * @throws ClassCastException if it is no document
     */
    static String text(JsonObject node) {
        return switch (node.getString("type", "")) {
            case "text" -> node.getString("text", "");
            case "hardBreak" -> "\n";
            case "doc" -> joined(node, "\n");
            default -> joined(node, "");
        };
    }

    private static String joined(JsonObject node, String separator) {
        return node.containsKey("content")
                ? node.getJsonArray("content").getValuesAs(JsonObject.class).stream()
                        .map(RichText::text)
                        .collect(Collectors.joining(separator))
                : "";
    }

    /** Returns the document of a chat message, with a paragraph for each line. */
    static JsonObjectBuilder ofChat(String text) {
        JsonArrayBuilder paragraphs = Json.array();
        text.lines().forEach(line -> {
            JsonArrayBuilder content = Json.array();
            if (!line.isEmpty()) {
                content.add(Json.object().add("type", "text").add("text", line).add("circle_ios_fallback_text", line));
            }
            paragraphs.add(Json.object().add("type", "paragraph").add("content", content));
        });
        return Json.object()
                .add("body", Json.object().add("type", "doc").add("content", paragraphs))
                .add("circle_ios_fallback_text", text)
                .add("attachments", Json.array())
                .add("inline_attachments", Json.array())
                .add("sgids_to_object_map", Json.object())
                .add("format", "chat")
                .add("community_members", Json.array())
                .add("entities", Json.array())
                .add("group_mentions", Json.array())
                .add("polls", Json.array());
    }
}
