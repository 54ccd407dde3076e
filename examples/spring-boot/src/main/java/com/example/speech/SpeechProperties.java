package com.example.speech;

import io.github.cambtts.ApiKey;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code camb-tts}.
 *
 * @param apiKey the API key; not a String, so that it is not logged
 * @param baseUrl the API's base URL
 * @param adapter the HTTP stack: {@code jdkhttp} or {@code feign}
 */
@ConfigurationProperties("camb-tts")
public record SpeechProperties(
        ApiKey apiKey,
        URI baseUrl,
        @DefaultValue("jdkhttp") String adapter) {}
