package io.github.circleauth.sandbox;

/** Text on its way into HTML. */
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

    /** A row of a table, each cell escaped. */
    static String row(Object... cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (Object cell : cells) {
            row.append("<td>").append(escaped(cell)).append("</td>");
        }
        return row.append("</tr>\n").toString();
    }

    /** The head of a table. */
    static String head(String... columns) {
        StringBuilder head = new StringBuilder("<thead><tr>");
        for (String column : columns) {
            head.append("<th scope=\"col\">").append(escaped(column)).append("</th>");
        }
        return head.append("</tr></thead>\n").toString();
    }
}
