package io.github.circleauth.sandbox;

import java.io.IOException;
import java.net.Socket;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** The way back of one request, down to the socket, so that a {@link Manner} may spoil whatever it likes. */
final class Wire {

    private final Socket socket;
    private final ResponseTrigger trigger;
    private final Settling settling;

    Wire(Socket socket, ResponseTrigger trigger, Settling settling) {
        this.socket = socket;
        this.trigger = trigger;
        this.settling = settling;
    }

    Socket socket() {
        return socket;
    }

    /** Sends the answer as HTTP has it, flushes, and says that it is delivered. */
    void whole(Answer answer) throws IOException, HttpException {
        settling.begin();
        try {
            trigger.submitResponse(response(answer));
            answer.delivered();
        } finally {
            settling.end();
        }
    }

    private static BasicClassicHttpResponse response(Answer answer) {
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach(response::setHeader);
        byte[] body = answer.body();
        if (body.length > 0) {
            String type = answer.headers().get("content-type");
            response.setEntity(new ByteArrayEntity(body, type == null ? null : ContentType.parse(type)));
        }
        return response;
    }
}
