package io.github.circleauth.operations;

import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Share;
import io.github.circleauth.operations.DiagnosticsPage.Table;
import io.github.circleauth.operations.DiagnosticsPage.UserAnswer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the diagnostics page as JSON: each section is an object, each table an array of objects. Times and durations are texts
 * of ISO 8601.
 */
final class DiagnosticsJson {

    private DiagnosticsJson() {}

    static String of(DiagnosticsPage page) {
        JsonObjectBuilder json =
                Json.createObjectBuilder().add("at", page.at().toString()).add("attention", texts(page.attention()));
        page.answer().ifPresent(answer -> json.add("user", of(answer)));
        page.sections().forEach(section -> json.add(section.key(), of(section)));
        return json.build().toString();
    }

    /** Returns a sentence that stands for the page. */
    static String ofProblem(String problem) {
        return Json.createObjectBuilder()
                .add("problem", VisibleText.of(problem))
                .build()
                .toString();
    }

    private static JsonArrayBuilder texts(List<String> texts) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        texts.forEach(text -> array.add(VisibleText.of(text)));
        return array;
    }

    private static JsonObjectBuilder of(UserAnswer answer) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        answer.problem().ifPresent(problem -> json.add("problem", VisibleText.of(problem)));
        JsonArrayBuilder leases = Json.createArrayBuilder();
        answer.leases().forEach(lease -> leases.add(of(lease)));
        return json.add("summary", VisibleText.of(answer.summary())).add("leases", leases);
    }

    private static JsonObjectBuilder of(Section section) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        section.facts().forEach(fact -> json.add(fact.key(), value(fact.value())));
        section.tables().forEach(table -> json.add(table.key(), of(table)));
        return json;
    }

    private static JsonArrayBuilder of(Table table) {
        JsonArrayBuilder rows = Json.createArrayBuilder();
        for (List<@Nullable Object> row : table.rows()) {
            JsonObjectBuilder json = Json.createObjectBuilder();
            for (int i = 0; i < row.size(); i++) {
                json.add(table.columns().get(i).key(), value(row.get(i)));
            }
            rows.add(json);
        }
        return rows;
    }

    private static JsonValue value(@Nullable Object value) {
        if (value == null) {
            return JsonValue.NULL;
        }
        if (value instanceof Boolean is) {
            return is ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Number number) {
            return Json.createValue(number.longValue());
        }
        if (value instanceof Share share) {
            return Json.createValue(share.percent());
        }
        return Json.createValue(VisibleText.of(value instanceof Mark mark ? mark.text() : value.toString()));
    }
}
