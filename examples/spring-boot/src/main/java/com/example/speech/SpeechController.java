package com.example.speech;

import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Streams audio to the browser without holding it in memory. */
@RestController
class SpeechController {

    private static final Logger LOG = LoggerFactory.getLogger(SpeechController.class);

    private final TtsResults results;

    SpeechController(TtsResults results) {
        this.results = results;
    }

    @GetMapping("/speech/{runId}")
    void speech(@PathVariable String runId, HttpServletResponse response) throws IOException {
        try (AudioStream audio = results.open(RunId.parse(runId))) {
            response.setContentType(audio.mediaType());
            audio.length().ifPresent(response::setContentLengthLong);
            audio.transferTo(response.getOutputStream());
        } catch (TtsException e) {
            if (!response.isCommitted()) {
                throw e;
            }
            LOG.warn(e.getMessage());
            // Tomcat closes the connection, by which the browser detects the failure, and logs no stack trace. With a
            // cause, Spring would call failed.
            throw new CloseNowException(e.getMessage());
        }
    }

    /** Maps a failure to a status. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(TtsException e) {
        LOG.warn(e.getMessage());
        HttpStatus status =
                switch (e.kind()) {
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case RATE_LIMITED -> HttpStatus.SERVICE_UNAVAILABLE;
                    default -> HttpStatus.BAD_GATEWAY;
                };
        HttpHeaders headers = new HttpHeaders();
        if (e instanceof StatusException statusException) {
            statusException.retryAfter()
                    .ifPresent(wait -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds())));
        }
        return ResponseEntity.status(status)
                .headers(headers)
                .body(ProblemDetail.forStatusAndDetail(status, e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail invalidRunId(IllegalArgumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }
}
