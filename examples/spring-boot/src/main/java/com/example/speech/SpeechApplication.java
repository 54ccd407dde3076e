package com.example.speech;

import io.github.cambtts.TtsResults;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A web application that streams the audio of CAMB.AI runs. */
@SpringBootApplication
@EnableConfigurationProperties(SpeechProperties.class)
public class SpeechApplication {

    /**
     * Starts the application.
     *
     * @param args the arguments for Spring
     */
    public static void main(String[] args) {
        SpringApplication.run(SpeechApplication.class, args);
    }

    /** Creates the one client of the application. It is thread-safe; Spring closes it. */
    // snippet
    @Bean
    TtsResults ttsResults(SpeechProperties properties, CallMetrics metrics) {
        return TtsResults.builder()
                .apiKey(properties.apiKey())
                .baseUrl(properties.baseUrl())
                .transport(properties.adapter())
                .listener(metrics)
                .build();
    }
    // end
}
