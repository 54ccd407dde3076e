package com.example.speech;

import io.github.cambtts.ApiKey;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is configured under {@code camb-tts}.
 *
 * @param apiKey the key; not a text, so that nothing shows it
 * @param baseUrl the API's base URL
 * @param adapter the HTTP stack: {@code jdkhttp} or {@code feign}
 */
@ConfigurationProperties("camb-tts")
public record SpeechProperties(
        ApiKey apiKey,
        @DefaultValue("https://client.camb.ai/apis") URI baseUrl,
        @DefaultValue("jdkhttp") String adapter) {}
