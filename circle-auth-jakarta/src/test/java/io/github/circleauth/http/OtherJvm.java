package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException;
import java.net.URI;

/**
 * A program that obtains a token from each given address of Circle, and prints the member id of each response, or the
 * failure.
 */
final class OtherJvm {

    private OtherJvm() {}

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
