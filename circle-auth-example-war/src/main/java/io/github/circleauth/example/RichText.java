package io.github.circleauth.example;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** The form in which Circle takes the text of a post or chat message: a paragraph for each line. */
final class RichText {

    private RichText() {}

    static JsonObject of(String text) {
        JsonArrayBuilder paragraphs = Json.createArrayBuilder();
        text.lines().map(RichText::paragraph).forEach(paragraphs::add);
        return Json.createObjectBuilder()
                .add("body", node("doc").add("content", paragraphs))
                .build();
    }

    private static JsonObjectBuilder paragraph(String line) {
        JsonArrayBuilder content = Json.createArrayBuilder();
        if (!line.isEmpty()) {
            content.add(node("text").add("text", line));
        }
        return node("paragraph").add("content", content);
    }

    private static JsonObjectBuilder node(String type) {
        return Json.createObjectBuilder().add("type", type);
    }
}
