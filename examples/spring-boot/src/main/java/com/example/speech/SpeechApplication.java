package com.example.speech;

import io.github.cambtts.TtsResults;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A web application that plays what CAMB.AI has spoken. */
@SpringBootApplication
@EnableConfigurationProperties(SpeechProperties.class)
public class SpeechApplication {

    /**
     * Starts the application.
     *
     * @param args Spring's own
     */
    public static void main(String[] args) {
        SpringApplication.run(SpeechApplication.class, args);
    }

    /** One for all: it is thread-safe. Spring closes it. */
    @Bean
    TtsResults ttsResults(SpeechProperties properties, CallMetrics metrics) {
        return TtsResults.builder()
                .apiKey(properties.apiKey())
                .baseUrl(properties.baseUrl())
                .transport(properties.adapter())
                .listener(metrics)
                .build();
    }
}
