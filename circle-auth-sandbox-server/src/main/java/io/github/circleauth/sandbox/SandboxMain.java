package io.github.circleauth.sandbox;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The sandbox as a program: {@code java -jar circle-auth-sandbox-…-standalone.jar --port 9720}. */
public final class SandboxMain {

    private static final int EXIT_FAILURE = 2;

    private SandboxMain() {}

    /** Runs the sandbox until the process is ended. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err, SandboxMain::waitForever));
    }

    /** Runs the sandbox until {@code serving} returns. Returns the exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err, Consumer<Sandbox> serving) {
        try {
            CommandLineOptions options = CommandLineOptions.parse(arguments);
            if (options.help()) {
                out.print(CommandLineOptions.HELP);
                return 0;
            }
            try (Sandbox sandbox = Sandbox.start(options.circle().build(), options.address(), options.port())) {
                sandbox.warning().ifPresent(warning -> err.println("WARNING: " + warning));
                out.println("The Circle sandbox is at " + sandbox.uri() + " (open it in a browser); Ctrl-C ends it.");
                serving.accept(sandbox);
            }
            return 0;
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            err.println(e.getMessage());
            return EXIT_FAILURE;
        }
    }

    /** Keeps the program alive, since the sandbox's own threads are daemons. */
    private static void waitForever(Sandbox sandbox) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
