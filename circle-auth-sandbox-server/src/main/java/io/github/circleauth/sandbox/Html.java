package io.github.circleauth.sandbox;

/** Writes text as HTML. */
final class Html {

    private Html() {}

    static String escaped(Object text) {
        return text.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns a table row with escaped cells. */
    static String row(Object... cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (Object cell : cells) {
            row.append("<td>").append(escaped(cell)).append("</td>");
        }
        return row.append("</tr>\n").toString();
    }

    /** Returns a table head with escaped cells. */
    static String head(String... columns) {
        StringBuilder head = new StringBuilder("<thead><tr>");
        for (String column : columns) {
            head.append("<th scope=\"col\">").append(escaped(column)).append("</th>");
        }
        return head.append("</tr></thead>\n").toString();
    }
}
