package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Endless data beside the body is a protocol error, and takes little memory. */
@Proves(Rule.T31)
@Tag("floods")
abstract class FloodsContract extends SocketFixture {

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** The most that is sent. A transport without a bound reads all of it. */
    private static final long FLOOD_BYTES = 96L << 20;

    /** More than the buffers of a loopback connection hold. */
    private static final long MAX_SENT_BYTES = 48L << 20;

    private enum Flood {
        STATUS_LINE("HTTP/1.1 200 ", "y"),
        HEADER_LINE("HTTP/1.1 200 OK\r\nX-Flood: ", "y"),
        HEADERS("HTTP/1.1 200 OK\r\n", "X-Flood: " + "y".repeat(100) + "\r\n"),
        SHORT_HEADERS("HTTP/1.1 200 OK\r\n", "X: y\r\n"),
        INTERIM_RESPONSES("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        CHUNK_SIZE(CHUNKED + "2a\r\n" + FLAC_LIKE + "\r\n", "0"),
        CHUNK_EXTENSION(CHUNKED + "2a\r\n" + FLAC_LIKE + "\r\n4;", "y"),
        FIRST_CHUNK_EXTENSION(CHUNKED + "4;", "y"),
        TRAILER_LINE(CHUNKED + "2a\r\n" + FLAC_LIKE + "\r\n0\r\nX-Flood: ", "y"),
        TRAILERS(CHUNKED + "2a\r\n" + FLAC_LIKE + "\r\n0\r\n", "X-Flood: " + "y".repeat(100) + "\r\n");

        private final String head;
        private final String piece;

        Flood(String head, String piece) {
            this.head = head;
            this.piece = piece.repeat(64 * 1024 / piece.length());
        }
    }

    @ParameterizedTest
    @MayDeviate(Deviation.UNBOUNDED_HEADERS)
    @EnumSource(
            value = Flood.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TRAILER_LINE", "TRAILERS"})
    final void aFloodIsAProtocolError(Flood flood) throws IOException {
        AtomicLong sent = new AtomicLong();
        assertFault("flood, " + flood, ErrorKind.PROTOCOL, 1, sending(flood, sent));
        assertTrue(sent.get() < MAX_SENT_BYTES, () -> "the server sent " + sent + " bytes");
    }

    /** After the last chunk the body is complete: what follows may be an error, or may stay unread. */
    @ParameterizedTest
    @MayDeviate(Deviation.UNBOUNDED_HEADERS)
    @EnumSource(
            value = Flood.class,
            names = {"TRAILER_LINE", "TRAILERS"})
    final void aFloodAfterTheLastChunkIsAProtocolErrorOrNotRead(Flood flood) throws IOException {
        AtomicLong sent = new AtomicLong();
        RawServer raw = closedLater(sending(flood, sent));
        try (AudioStream audio = at(raw.url(), Timeouts.defaults()).open(RUN)) {
            assertEquals(FLAC_LIKE, new String(audio.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (TtsException e) {
            assertEquals(ErrorKind.PROTOCOL, e.kind(), e::toString);
        }
        assertEquals(1, raw.heads().size());
        assertTrue(sent.get() < MAX_SENT_BYTES, () -> "the server sent " + sent + " bytes");
    }

    private static RawServer sending(Flood flood, AtomicLong sent) throws IOException {
        byte[] piece = flood.piece.getBytes(StandardCharsets.ISO_8859_1);
        return RawServer.start((number, connection, out) -> {
            out.write(flood.head.getBytes(StandardCharsets.ISO_8859_1));
            while (sent.addAndGet(piece.length) < FLOOD_BYTES) {
                out.write(piece);
            }
            connection.close();
        });
    }
}
