package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException;
import java.net.URI;

/** A program that asks each Circle it is told of, and prints whose tokens came, or what went wrong. */
final class AskingJvm {

    private AskingJvm() {}

    public static void main(String[] circles) {
        for (String circle : circles) {
            try (HttpCircleAuthClient client = new HttpCircleAuthClient(CircleHttp.builder()
                    .apiToken(Samples.APP_TOKEN)
                    .clock(Samples.CLOCK)
                    .baseUrl(URI.create(circle))
                    .build())) {
                System.out.println(client.getMemberAPITokenFromSSOId("u").communityMemberId());
            } catch (CircleAuthException failure) {
                System.out.println(failure);
            }
        }
    }
}
