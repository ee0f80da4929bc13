package io.github.circleauth.example.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.GenericArchive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The page that docs/live-updates.md prints, once for each client that it names, for the example's WAR. */
final class ClientPages {

    private static final String PRINTED_LIBRARY = "https://esm.sh/@rails/actioncable@8.1.400";
    private static final String PRINTED_ANYCABLE = "https://esm.sh/@anycable/web@1.1.1";
    private static final String PRINTED_CONTEXT = "/my-app/";
    private static final String SITE = "/circle-auth-example/";
    private static final String ANYCABLE = SITE + "anycable/";
    private static final String MODULE = "/package/index.js";

    private ClientPages() {}

    static WebArchive addTo(WebArchive example) {
        String docs = docs();
        String page = printedPage(docs);
        String actionCable = page.replace(PRINTED_LIBRARY, SITE + "assets/actioncable.esm.js");
        // A browser would get the modules that the client imports from esm.sh as well.
        String anyCable = "<script type='importmap'>{\"imports\": {\"@anycable/core\": \"" + ANYCABLE + "core" + MODULE
                + "\", \"nanoevents\": \"" + ANYCABLE + "nanoevents" + MODULE + "\"}}</script>"
                + page.replace(importOf(docs, PRINTED_LIBRARY), importOf(docs, PRINTED_ANYCABLE))
                        .replace(PRINTED_ANYCABLE, ANYCABLE + "web" + MODULE);
        GenericArchive modules = ShrinkWrap.create(GenericArchive.class)
                .as(ExplodedImporter.class)
                .importDirectory(Path.of("target/anycable").toFile())
                .as(GenericArchive.class);
        return example.merge(modules, "/anycable", Filters.include(".*\\.js"))
                .addAsWebResource(html(actionCable), "client/actioncable.html")
                .addAsWebResource(html(anyCable), "client/anycable.html");
    }

    private static StringAsset html(String body) {
        return new StringAsset(
                "<!DOCTYPE html><html lang='en'><link rel='icon' href='data:,'><title>Live</title>" + body);
    }

    /** Returns the page as it is printed, at the example's address. */
    private static String printedPage(String docs) {
        String page = found(docs, "```html\n(.*?)```");
        if (!page.contains(PRINTED_LIBRARY) || !page.contains(PRINTED_CONTEXT)) {
            throw new IllegalStateException("The page of docs/live-updates.md has no " + PRINTED_LIBRARY);
        }
        return page.replace(PRINTED_CONTEXT, SITE);
    }

    private static String importOf(String docs, String library) {
        return found(docs, "\n( +import [^\n]*\"" + Pattern.quote(library) + "\")\n");
    }

    private static String found(String docs, String pattern) {
        Matcher printed = Pattern.compile(pattern, Pattern.DOTALL).matcher(docs);
        if (!printed.find()) {
            throw new IllegalStateException("docs/live-updates.md has nothing like " + pattern);
        }
        return printed.group(1);
    }

    private static String docs() {
        try {
            return Files.readString(Path.of("../docs/live-updates.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
