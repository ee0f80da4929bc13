package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.Seal;
import java.net.URI;
import java.util.Locale;

/**
 * The owner of rows: a deployment, known by its app token and Circle's address. Applications that share a table have owners
 * of their own. After the app token was replaced, the same application is another owner, of the same community.
 *
 * @param id a hash of address and app token, known before any request to Circle
 * @param address Circle's address, in its normal form
 */
public record LedgerOwner(String id, String address) {

    /** Returns the owner of the rows of a deployment. */
    public static LedgerOwner of(URI baseUrl, Secret appToken) {
        String address = normalized(baseUrl);
        return new LedgerOwner(hash("owner", address, appToken.reveal()), address);
    }

    private static String normalized(URI url) {
        int port = url.getPort() >= 0 ? url.getPort() : "http".equalsIgnoreCase(url.getScheme()) ? 80 : 443;
        return (url.getScheme() + "://" + url.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }

    /** Returns the hash of a community at this address, the same for all owners of the community. */
    String community(long communityId) {
        return hash("community", address, Long.toString(communityId));
    }

    /** Line breaks separate the parts: neither an address nor a token contains one. */
    private static String hash(String... parts) {
        return Seal.mark(Secret.of(String.join("\n", parts)));
    }
}
