package io.github.cambtts.testkit.contract;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TaskRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a transport that is wrong in one place and otherwise a {@link PlainTransport}. */
@FunctionalInterface
interface Breakage {

    Transport transport(NetworkSettings network);

    /** The HTTP client is configured wrongly. */
    static Breakage client(UnaryOperator<HttpClient.Builder> wrong) {
        return network -> new PlainTransport(network) {
            @Override
            HttpClient.Builder client(Duration connectTimeout) {
                return wrong.apply(super.client(connectTimeout));
            }
        };
    }

    /** The request to the API is changed. */
    static Breakage resultRequest(UnaryOperator<ResultRequest> wrong) {
        return request(asked -> asked instanceof ResultRequest result ? wrong.apply(result) : asked);
    }

    /** The request for a task's status is changed. */
    static Breakage taskRequest(Function<TaskRequest, TransportRequest> wrong) {
        return request(asked -> asked instanceof TaskRequest task ? wrong.apply(task) : asked);
    }

    /** The request to storage is changed. */
    static Breakage storageRequest(UnaryOperator<StorageRequest> wrong) {
        return request(asked -> asked instanceof StorageRequest storage ? wrong.apply(storage) : asked);
    }

    private static Breakage request(UnaryOperator<TransportRequest> wrong) {
        return call((right, request, signal) -> right.get(wrong.apply(request), signal));
    }

    /** The call is made differently. */
    static Breakage call(Call wrong) {
        return network -> new Broken(new PlainTransport(network), wrong, json -> json);
    }

    /** A failed call throws another exception. */
    static Breakage failure(Failure wrong) {
        return call((right, request, signal) -> {
            try {
                return right.get(request, signal);
            } catch (IOException e) {
                throw wrong.of(request, e);
            }
        });
    }

    /** The response is changed. */
    static Breakage response(Response wrong) {
        return call((right, request, signal) -> wrong.of(right.get(request, signal)));
    }

    /** Reading the body is changed. */
    static Breakage read(Read wrong) {
        return response(response -> new AlteredResponse(response) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return wrong.read(response, target);
            }
        });
    }

    /** The JSON text is changed before it is decoded. */
    static Breakage json(UnaryOperator<String> wrong) {
        return network -> new Broken(new PlainTransport(network), Transport::get, wrong);
    }

    /** The request of the HTTP client is changed. */
    static Breakage translated(Translation wrong) {
        return network -> new PlainTransport(network) {
            @Override
            HttpRequest translated(TransportRequest request, HttpRequest.BodyPublisher nothing) {
                return wrong.of(super.translated(request, nothing), nothing);
            }
        };
    }

    /** The values of a header are changed. */
    static Breakage headers(Values wrong) {
        return response(response -> new AlteredResponse(response) {
            @Override
            public List<String> headers(String name) {
                return wrong.of(super.headers(name), name);
            }
        });
    }

    interface Translation {
        HttpRequest of(HttpRequest right, HttpRequest.BodyPublisher nothing);
    }

    interface Values {
        List<String> of(List<String> right, String name);
    }

    /** Closing the transport is changed. */
    static Breakage closing(Consumer<Transport> wrong) {
        return network -> new Broken(new PlainTransport(network), Transport::get, json -> json) {
            @Override
            public void close() {
                wrong.accept(right());
            }
        };
    }

    /** The decoded value is changed. */
    static Breakage decoded(UnaryOperator<@Nullable Object> wrong) {
        return network -> new Broken(new PlainTransport(network), Transport::get, json -> json) {
            @Override
            public JsonDecoder jsonDecoder() {
                return text -> wrong.apply(right().jsonDecoder().decode(text));
            }
        };
    }

    interface Call {
        TransportResponse get(Transport right, TransportRequest request, AbortSignal signal) throws IOException;
    }

    interface Failure {
        IOException of(TransportRequest request, IOException fault);
    }

    interface Response {
        TransportResponse of(TransportResponse response) throws IOException;
    }

    interface Read {
        int read(TransportResponse response, ByteBuffer target) throws IOException;
    }

    /** Delegates to the right transport, with the wrong part in between. */
    class Broken implements Transport {

        private final Transport right;
        private final Call call;
        private final UnaryOperator<String> json;

        Broken(Transport right, Call call, UnaryOperator<String> json) {
            this.right = right;
            this.call = call;
            this.json = json;
        }

        final Transport right() {
            return right;
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            return call.get(right, request, signal);
        }

        @Override
        public JsonDecoder jsonDecoder() {
            return text -> right.jsonDecoder().decode(json.apply(text));
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
