package io.github.circleauth.tomcat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;

/** Runs Tomcat for the suite, which tells it on the standard input what to do. */
final class ControlledTomcat {

    /** The line that tells the suite that a command was successful. */
    static final String DONE = "done";

    private ControlledTomcat() {}

    /** Arguments: a folder for Tomcat's files, the folder with the jars that it lacks, the port, and the users' password. */
    public static void main(String[] args) throws Exception {
        // Applications that print anything must not be taken for this server.
        PrintStream replies = System.out;
        System.setOut(System.err);
        try (EmbeddedTomcat tomcat =
                new EmbeddedTomcat(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]))) {
            tomcat.addUser("1001", args[3]);
            tomcat.addUser("1002", args[3]);
            replies.println(DONE);
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String command = commands.readLine();
                    command != null && !command.equals("stop");
                    command = commands.readLine()) {
                replies.println(run(tomcat, command.split(" ", 3)));
            }
        }
    }

    private static String run(EmbeddedTomcat tomcat, String[] command) {
        try {
            if (command[0].equals("deploy")) {
                tomcat.deploy(command[1], Path.of(command[2]));
            } else {
                tomcat.undeploy(command[1]);
            }
            return DONE;
        } catch (RuntimeException failed) { // Tomcat throws different types.
            return String.valueOf(failed.getMessage());
        }
    }
}
