package io.github.circleauth.http;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What Circle is asked, before it is JSON.
 *
 * @param fields the body
 * @param untold what no message, log line or exception of this call may repeat
 */
record Request(Operation operation, Map<String, Object> fields, List<String> untold) {

    static Request obtain(MemberIdentity identity) {
        return switch (identity.kind()) {
            case VERIFIED_EMAIL -> untold(Operation.OBTAIN, "email", identity.value());
            case SSO_USER_ID -> untold(Operation.OBTAIN, "sso_user_id", identity.value());
            case COMMUNITY_MEMBER_ID ->
                new Request(Operation.OBTAIN, Map.of("community_member_id", identity.asCommunityMemberId()), List.of());
        };
    }

    static Request with(Operation operation, Secret token) {
        return untold(
                operation, operation == Operation.REVOKE_ACCESS ? "access_token" : "refresh_token", token.reveal());
    }

    private static Request untold(Operation operation, String field, String value) {
        return new Request(operation, Map.of(field, value), List.of(value));
    }

    Request sentBy(Secret bearer) {
        return new Request(
                operation,
                fields,
                Stream.concat(untold.stream(), Stream.of(bearer.reveal())).toList());
    }

    @Override
    public String toString() {
        return operation.toString();
    }
}
