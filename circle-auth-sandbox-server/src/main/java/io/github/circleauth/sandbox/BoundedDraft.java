package io.github.circleauth.sandbox;

import java.util.List;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.LimitExceededException;
import org.java_websocket.framing.Framedata;
import org.java_websocket.protocols.Protocol;

/**
 * The WebSocket protocol without extensions, with a bound for messages. Java-WebSocket's own bound counts neither a message's
 * middle frames nor empty ones.
 */
final class BoundedDraft extends Draft_6455 {

    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_FRAMES = 1000;

    private int bytes;
    private int frames;

    BoundedDraft() {
        super(List.of(), List.of(new Protocol(CableHandshake.SUBPROTOCOL), new Protocol("")), MAX_BYTES);
    }

    @Override
    public void processFrame(WebSocketImpl webSocket, Framedata frame) throws InvalidDataException {
        Opcode opcode = frame.getOpcode();
        if (opcode == Opcode.TEXT || opcode == Opcode.BINARY || opcode == Opcode.CONTINUOUS) {
            bytes += frame.getPayloadData().remaining();
            frames++;
            if (bytes > MAX_BYTES || frames > MAX_FRAMES) {
                throw new LimitExceededException("A message may have " + MAX_BYTES + " bytes.", MAX_BYTES);
            }
            if (frame.isFin()) {
                bytes = 0;
                frames = 0;
            }
        }
        super.processFrame(webSocket, frame);
    }

    @Override
    public Draft copyInstance() {
        return new BoundedDraft();
    }
}
