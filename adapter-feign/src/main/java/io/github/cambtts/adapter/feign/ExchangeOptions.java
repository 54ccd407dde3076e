package io.github.cambtts.adapter.feign;

import feign.Request;
import java.util.concurrent.TimeUnit;

/**
 * The options of one call, together with its exchange. They are an argument of {@link TtsResultApi}; Feign passes the
 * same object to its client, in whichever thread the client runs.
 */
final class ExchangeOptions extends Request.Options {

    private final OkHttpExchange exchange;

    ExchangeOptions(OkHttpExchange exchange) {
        super(exchange.connectTimeoutMillis(), TimeUnit.MILLISECONDS, 0, TimeUnit.MILLISECONDS, false);
        this.exchange = exchange;
    }

    OkHttpExchange exchange() {
        return exchange;
    }
}
