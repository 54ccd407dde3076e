package io.github.cambtts.adapter.feign;

import feign.Request;
import java.util.concurrent.TimeUnit;

/**
 * The options of one call, and the exchange that it makes: an argument of {@link TtsResultApi}, which Feign hands to its
 * client as it is, in whatever thread that runs.
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
